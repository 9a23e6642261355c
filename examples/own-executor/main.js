import { TaskError, TaskExecutor, withMiddleware } from '@poppobuilder/core';
import releaseNotes from '@poppobuilder/example-third-party-plugin';

// Usage: node main.js [folder of a git repository]
const [projectPath = process.cwd()] = process.argv.slice(2);

const executor = new TaskExecutor({ workerId: 'example', timeout: 60_000, plugins: [releaseNotes] });
executor.on('progress', ({ task, stage, message }) => console.error(`${task.id} ${stage}: ${message}`));

/** @type {Map<string, import('@poppobuilder/core').TaskResult>} */
const results = new Map();
const cached = withMiddleware(executor, async (task, next) => {
  const { id, ...fields } = task;
  const key = JSON.stringify(fields);
  const known = results.get(key);
  if (known !== undefined) return known;
  const result = await next(task);
  results.set(key, result);
  return result;
});

try {
  const fields = { type: 'release-notes', projectId: 'example', projectPath, commits: 20 };
  const { fixes, changes } = await cached.execute({ id: 'notes-1', ...fields });
  console.log(JSON.stringify({ fixes, changes }));
  await cached.execute({ id: 'notes-2', ...fields });
  console.log(`${executor.getMetrics().overall.tasksExecuted} of 2 tasks ran, the other came from the cache`);
} catch (error) {
  if (!TaskError.is(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await executor.close();
}
