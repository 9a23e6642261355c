import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { AgentProject } from '../support/agent-project.ts';
import { runs, says } from '../support/model-api.ts';
import { startScriptedApi } from '../support/scripted-api.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

it('the real agent is asked to finish before its time is over', async () => {
  await using api = await startScriptedApi([runs('sh wait.sh'), says('Half of it is done.')]);
  await using project = new AgentProject({
    apiUrl: api.url,
    agent: { wrapUp: 99_000 },
    files: { 'wait.sh': 'while [ ! -e go ]; do sleep 0.1; done\n' },
  });
  project.executor.on('progress', ({ message }) => {
    if (message === 'asked to finish') writeFileSync(join(project.path, 'go'), '');
  });
  const request = { prompt: 'Do all of it.', allowedTools: ['Bash(sh:*)'], timeout: 100_000 };
  expect((await project.run(request)).output).toBe('Half of it is done.');
  expect(api.requests().at(-1)).toContain('Your time is nearly over: in 99 seconds you will be stopped');
  expect(project.logs).toContain('The time for the task is nearly over, so the agent was asked to finish.');
});
