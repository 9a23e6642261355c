import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AgentProject, API_KEY } from '../support/agent-project.ts';
import { SCRIPTS } from '../support/agent-scripts.ts';
import { runs, says, startModelApi, uses } from '../support/model-api.ts';
import { fileWritten, processesIn, processesNaming } from '../support/processes.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { ISOLATIONS } from '../support/ways.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

const MAY_RUN = { allowedTools: ['Bash(sh:*)'] };

/** Processes of a project but its worker, which waits for the next task. */
function leftIn(project: AgentProject): number[] {
  const workers = processesNaming('start-worker');
  return processesIn(project.path).filter((pid) => !workers.includes(pid));
}

describe.each(ISOLATIONS.map((isolation) => ({ title: isolation, isolation })))(
  'the real agent in a worker with the isolation $title',
  ({ isolation }) => {
    sampleVariants(isolation, ISOLATIONS);

    it('works in the project, runs commands and reports its cost', async () => {
      await using api = await startModelApi([
        runs('sh show.sh'),
        uses('Glob', { pattern: '*.sh' }),
        says('Done.'),
      ]);
      await using project = new AgentProject({
        apiUrl: api.url,
        isolation,
        files: { 'show.sh': 'env > environment\n' },
        environment: { GITHUB_TOKEN: 'ghp_0123456789abcdefghij' },
      });
      const result = await project.run({ prompt: 'Show it.', ...MAY_RUN });
      expect(result).toMatchObject({ output: 'Done.', turns: 3, estimated: false });
      expect(result.costUsd).toBeGreaterThan(0);
      const environment = readFileSync(join(project.path, 'environment'), 'utf8');
      expect(environment).not.toMatch(/ghp_|GITHUB_TOKEN|NODE_OPTIONS/);
      expect(environment).toMatch(/^POPPOBUILDER_TASK_ID=task-1$/m);
      expect(environment).toMatch(/^HOME=.*\/home\/projects\/agent-test\/home\/[0-9a-f]{16}-secrets$/m);
      const [, folder = ''] = /^CLAUDE_CONFIG_DIR=(.*)$/m.exec(environment) ?? [];
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      const [, temporary = ''] = /^CLAUDE_CODE_TMPDIR=(.*)$/m.exec(environment) ?? [];
      expect(temporary).not.toBe('');
      expect(existsSync(temporary)).toBe(false);
      expect(JSON.stringify([result, project.events])).not.toContain(API_KEY);
    });

    it('fails with a hint when the CLI is not installed', async () => {
      await using api = await startModelApi([]);
      await using project = new AgentProject({
        apiUrl: api.url,
        isolation,
        agent: { command: 'claude-that-is-not-there' },
      });
      await expect(project.run({ prompt: 'Go.' })).rejects.toMatchObject({
        code: 'COMPONENT_FAILED',
        message: expect.stringContaining('"claude-that-is-not-there" was not found') as string,
        hint: expect.stringContaining('agent.command') as string,
      });
    });

    it('resumes a session in the next task', async () => {
      await using api = await startModelApi([says('One.'), says('Two.')]);
      await using project = new AgentProject({ apiUrl: api.url, isolation });
      const { sessionId } = await project.run({ prompt: 'First.' });
      const again = await project.run({ prompt: 'Second.', sessionId });
      expect(again).toMatchObject({ sessionId, resumed: true });
    });

    it('ends with all its processes on cancel, and reports its cost until then', async () => {
      await using api = await startModelApi([runs('sh go-on.sh'), says('Done.')]);
      await using project = new AgentProject({ apiUrl: api.url, isolation, files: SCRIPTS, grace: 3_000 });
      const run = project.run({ prompt: 'Go.', ...MAY_RUN }).catch((error: unknown) => error);
      await fileWritten(join(project.path, 'begun'));
      // The agent, its shell and two that it left, at least.
      expect(processesIn(project.path).length).toBeGreaterThan(3);
      await project.executor.cancel();
      expect(await run).toMatchObject({ code: 'TASK_CANCELLED', estimated: true });
      expect(leftIn(project)).toEqual([]);
      await project.executor.close();
      expect(processesIn(project.path)).toEqual([]);
    });

    it('leaves no process running after its answer', async () => {
      await using api = await startModelApi([runs('sh leave-processes.sh'), says('Done.')]);
      await using project = new AgentProject({ apiUrl: api.url, isolation, files: SCRIPTS, grace: 1_000 });
      expect((await project.run({ prompt: 'Go.', ...MAY_RUN })).output).toBe('Done.');
      expect(leftIn(project)).toEqual([]);
    });
  },
);
