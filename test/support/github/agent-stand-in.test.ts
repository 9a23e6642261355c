import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FixtureResponse } from '@copilotkit/aimock';
import { describe, expect, it, vi } from 'vitest';
import { AgentProject } from '../agent-project.ts';
import { says } from '../model-api.ts';
import { edits, reviews, startAgent, writes } from './agent-stand-in.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

const SCHEMA = {
  type: 'object',
  properties: { summary: { type: 'string' }, comments: { type: 'array' } },
  required: ['summary', 'comments'],
};

describe('the stand-in for the model', () => {
  it('makes the real agent change files in each run, also in a resumed session', async () => {
    await using agent = await startAgent(
      { when: /first/, turns: [writes('src/new.js', 'one\n'), says('Wrote it.')] },
      { turns: [edits('src/new.js', 'one', 'two'), says('Changed it.')] },
    );
    await using project = new AgentProject({ apiUrl: agent.url });
    const first = await project.run({ prompt: 'Do the first thing.' });
    expect(first.output).toBe('Wrote it.');
    const next = await project.run({ prompt: 'Do the next one.', sessionId: first.sessionId });
    expect(next).toMatchObject({ output: 'Changed it.', resumed: true });
    expect(readFileSync(join(project.path, 'src/new.js'), 'utf8')).toBe('two\n');
    const [one, two] = agent.prompts();
    expect(agent.prompts().length).toBe(2);
    expect(one).toMatchObject({ text: expect.stringContaining('Do the first thing.'), earlier: 0 });
    expect(two?.text).toContain('Do the next one.');
    expect(two?.earlier).toBeGreaterThan(0);
  });

  it('answers with a review when a JSON schema is requested', async () => {
    const comment = { path: 'a.js', line: 1, text: 'Why?' };
    await using agent = await startAgent({ turns: reviews('Good.', comment) });
    await using project = new AgentProject({ apiUrl: agent.url });
    const { structuredOutput } = await project.run({ prompt: 'Review it.', jsonSchema: SCHEMA });
    expect(structuredOutput).toEqual({ summary: 'Good.', comments: [comment] });
  });

  it('lets a test act while the agent runs', async () => {
    const acts = vi.fn<() => FixtureResponse>(() => says('Done.'));
    await using agent = await startAgent();
    agent.converse({ turns: [acts] });
    await using project = new AgentProject({ apiUrl: agent.url });
    await project.run({ prompt: 'Do it.' });
    expect(acts).toHaveBeenCalledTimes(1);
  });
});
