import type { Flow } from '../../api/types.ts';

/** The tasks of a flow by their names, in the order in which they were added. */
export type FlowTasks = Flow['tasks'];

/** Returns the names of the tasks that depend on each task. */
export function dependentsOf(tasks: FlowTasks): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { dependsOn }] of Object.entries(tasks)) {
    for (const parent of dependsOn) {
      const list = found.get(parent);
      if (list === undefined) found.set(parent, [name]);
      else list.push(name);
    }
  }
  return found;
}

/** Returns the names of the tasks that are nearest to one, itself first, along dependencies in both directions. */
export function nearTo(name: string, tasks: FlowTasks, limit: number): ReadonlySet<string> {
  const dependents = dependentsOf(tasks);
  const near = new Set([name]);
  // A set hands out what is added while it is walked through.
  for (const one of near) {
    for (const next of [...(tasks[one]?.dependsOn ?? []), ...(dependents.get(one) ?? [])]) {
      if (near.size >= limit) return near;
      if (Object.hasOwn(tasks, next)) near.add(next);
    }
  }
  for (const other of Object.keys(tasks)) {
    if (near.size >= limit) return near;
    near.add(other);
  }
  return near;
}
