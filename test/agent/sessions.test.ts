import { describe, expect, it, vi } from 'vitest';
import { AgentProject } from '../support/agent-project.ts';
import { says, serve } from '../support/model-api.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

describe('a session', () => {
  it.each(['no-uuid-at-all'])('that is unknown (%s) is begun anew, with a warning', async (sessionId) => {
    await using api = await serve([{ match: {}, response: says('Hello.') }]);
    await using project = new AgentProject({ apiUrl: api.url });
    const result = await project.run({ prompt: 'Hello.', sessionId });
    expect(result).toMatchObject({ output: 'Hello.', resumed: false });
    expect(result.sessionId).not.toBe(sessionId);
    expect(project.logs).toContain(
      `The session ${sessionId} does not exist on this machine, so the agent starts a new one.`,
    );
  });
});
