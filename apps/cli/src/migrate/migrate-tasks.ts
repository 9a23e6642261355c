import type { Migration } from './rewrite-file.ts';
import { typeOf } from './suite-types.ts';

/** Renames the task types of PoppoBuilder Suite in the tasks of a file, which holds one task or an array. */
export function migrateTasks(value: unknown): Migration {
  if (!Array.isArray(value)) return migrateTask(value, '');
  const tasks = value.map((task, index) => migrateTask(task, `task ${index + 1}: `));
  return { value: tasks.map((task) => task.value), changes: tasks.flatMap(({ changes }) => changes) };
}

function migrateTask(task: unknown, place: string): Migration {
  const { type } = Object(task) as { readonly type?: unknown };
  const ours = typeOf(type);
  if (ours === undefined) return { value: task, changes: [] };
  return {
    value: { ...(task as object), type: ours },
    changes: [`${place}"type" is ${JSON.stringify(ours)} in place of ${JSON.stringify(type)}.`],
  };
}
