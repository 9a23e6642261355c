import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AgentProject, type AgentProjectOptions } from '../support/agent-project.ts';
import { SCRIPTS } from '../support/agent-scripts.ts';
import { runs, says, serve, startModelApi, uses } from '../support/model-api.ts';
import { isRunning } from '../support/processes.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

/** US dollars: one answer, and perhaps the request that was under way. */
const AT_LEAST_ONE_ANSWER = expect.closeTo(0.007, 2) as number;

const MAY_RUN = { allowedTools: ['Bash(sh:*)'] };

/** The processes that the scripts of a project have started. */
function leftRunning(project: AgentProject): number[] {
  const pids = readFileSync(join(project.path, 'pids'), 'utf8').trim().split('\n').map(Number);
  expect(pids.length).toBeGreaterThan(1);
  return pids.filter(isRunning);
}

async function openProject(
  commands: readonly string[],
  options: Partial<AgentProjectOptions> = {},
): Promise<AgentProject> {
  const api = await startModelApi([...commands.map(runs), says('Done.')]);
  const project = new AgentProject({ apiUrl: api.url, files: SCRIPTS, ...options });
  onTestFinished(async () => {
    await project[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
  });
  return project;
}

describe('an agent that a signal from outside ends', () => {
  it.each([
    { signal: 'TERM', message: /exit code 143/, estimated: true },
    { signal: 'HUP', message: /exit code 129/, estimated: true },
    { signal: 'INT', message: /was interrupted/, estimated: false },
    { signal: 'KILL', message: /SIGKILL/, estimated: true },
  ])(
    'fails with a retryable error on SIG$signal, and leaves no process',
    async ({ signal, message, estimated }) => {
      const project = await openProject([`sh signal-agent.sh ${signal}`], { grace: 1_000 });
      const error = {
        code: 'AGENT_FAILED',
        retryable: true,
        message: expect.stringMatching(message) as string,
        estimated,
        costUsd: AT_LEAST_ONE_ANSWER,
        sessionId: expect.any(String) as string,
      };
      await expect(project.run({ prompt: 'Go.', ...MAY_RUN })).rejects.toMatchObject(error);
      expect(leftRunning(project)).toEqual([]);
    },
  );
});

describe('an agent that has answered', () => {
  it('continues when a background command has ended, and the whole run is counted', async () => {
    await using api = await startModelApi([
      uses('Bash', { command: 'sh -c "sleep 1; echo ready"', run_in_background: true }),
      says('I wait.'),
      says('It is ready.'),
    ]);
    await using project = new AgentProject({ apiUrl: api.url });
    const result = await project.run({ prompt: 'Go.', allowedTools: ['Bash(sh:*)', 'Bash(sleep:*)'] });
    expect(result).toMatchObject({ output: 'It is ready.', usage: { inputTokens: 3_000 }, turns: 3 });
  });

  it('is stopped when a background command keeps running, and its answer counts', async () => {
    await using api = await startModelApi([
      uses('Bash', { command: 'sh go-on.sh', run_in_background: true }),
      says('The server runs.'),
    ]);
    await using project = new AgentProject({ apiUrl: api.url, files: SCRIPTS, grace: 1_000 });
    const result = await project.run({ prompt: 'Go.', ...MAY_RUN, backgroundTimeout: 500 });
    expect(result).toMatchObject({ output: 'The server runs.', estimated: false });
    expect(leftRunning(project)).toEqual([]);
  });
});

describe('an agent whose model streams one answer in small pieces', () => {
  it('receives the whole answer, although it takes longer than the idle timeout', async () => {
    const idleTimeout = 4_000;
    const content = 'piece '.repeat(40).trim();
    // 40 pieces, which take longer than that together.
    const response = { match: {}, response: says(content), chunkSize: 6, latency: 150 };
    await using api = await serve([response]);
    await using project = new AgentProject({ apiUrl: api.url });
    const result = await project.run({ prompt: 'Go.', idleTimeout });
    expect(result.output).toBe(content);
    expect(project.logs).toEqual([content]);
  });
});
