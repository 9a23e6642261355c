import { WorkerPool } from '@poppobuilder/worker-pool';
import { TaskError } from '@poppobuilder/core';
import { builtPlugin } from '../../support/built-plugin.ts';

/** Runs two tasks in a pool, and prints how they ended and the warnings. */
const [isolation, projectPath = '', homeFolder = ''] = process.argv.slice(2);
const warnings: string[] = [];
process.on('warning', ({ message }) => warnings.push(message));

const plugins = [builtPlugin(new URL('permissions-plugin.ts', import.meta.url))];
await using pool = new WorkerPool({ isolation: isolation as 'auto', plugins, homeFolder, maxWorkers: 1 });
const outcomes: unknown[] = [];
for (const id of ['first', 'second']) {
  const task = { id, type: 'try', projectId: 'demo', projectPath, action: 'reads a file' };
  try {
    outcomes.push(await pool.execute(task));
  } catch (error) {
    outcomes.push(
      TaskError.is(error) ? { code: error.code, message: error.message, hint: error.hint } : String(error),
    );
  }
}
console.log(JSON.stringify({ outcomes, warnings }));
