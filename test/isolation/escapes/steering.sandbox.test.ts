import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { describe, expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { builtPlugin, contractPlugin } from '../../support/built-plugin.ts';

const plugins = [contractPlugin, builtPlugin(new URL('permissions-plugin.ts', import.meta.url))];

describe('a variable that a project sets for its commands', { timeout: 60_000 }, () => {
  it('does not steer the loader of bubblewrap, in the host or in a worker', async () => {
    await using world = await TemporaryProject.create();
    const environment = { LD_DEBUG: 'files', LD_DEBUG_OUTPUT: join(world.project, 'loader') };
    await using pool = createPool(world, environment);
    await pool.execute(commandTask(world, 'cat /dev/null'));
    const reported = readdirSync(world.project).filter((name) => name.startsWith('loader'));
    const texts = reported.map((name) => readFileSync(join(world.project, name), 'utf8'));
    expect(texts.filter((text) => /bwrap|node/.test(text))).toEqual([]);
    // The command itself has it.
    expect(texts.join('')).toMatch(/\bcat\b/);
  });

  it('does not steer Node in a worker', async () => {
    await using world = await TemporaryProject.create();
    await world.write('project/hook.cjs', "console.error('the hook ran');");
    const environment = { NODE_OPTIONS: `--require=${join(world.project, 'hook.cjs')}` };
    await using pool = createPool(world, environment);
    const messages: string[] = [];
    pool.on('log', ({ message }) => messages.push(message));
    const { stdout } = await pool.execute(commandTask(world, `"${process.execPath}" -p 1 2>&1`));
    expect(stdout).toBe('the hook ran\n1\n');
    expect(messages.filter((message) => message.includes('the hook ran'))).toHaveLength(1);
  });
});

function createPool(world: TemporaryProject, environment: Readonly<Record<string, string>>): WorkerPool {
  return new WorkerPool({
    plugins,
    isolation: 'sandbox',
    homeFolder: world.home,
    environment: { PATH: process.env['PATH'] },
    projectConfig: { environment },
    maxWorkers: 1,
  });
}

function commandTask(
  world: TemporaryProject,
  line: string,
): Record<string, unknown> & { id: string; type: string; projectId: string; projectPath: string } {
  return { id: 'task', type: 'contract-command', projectId: 'demo', projectPath: world.project, line };
}
