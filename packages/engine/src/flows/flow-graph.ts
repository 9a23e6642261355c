import { TaskError } from '@poppobuilder/core';

/** The names of the tasks that each task depends on, by its name. */
export type FlowGraph = ReadonlyMap<string, readonly string[]>;

/** Throws an `INVALID_TASK` that shows the cycle, if there is one. Ignores names that are not keys. */
export function assertNoCycle(graph: FlowGraph): void {
  const waiting = new Map<string, number>();
  const children = new Map<string, string[]>();
  for (const [name, parents] of graph) {
    const known = parents.filter((parent) => graph.has(parent));
    waiting.set(name, known.length);
    for (const parent of known) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const free = [...waiting].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    waiting.delete(name);
    for (const child of children.get(name) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) free.push(child);
    }
  }
  if (waiting.size === 0) return;
  const cycle = cycleAmong(new Set(waiting.keys()), graph).map((name) => `"${name}"`);
  const isSelf = cycle.length === 2;
  const message = isSelf
    ? `The task ${cycle[0]} depends on itself. Remove it from its own "dependsOn".`
    : `The dependencies form a cycle: ${shortened(cycle).join(' -> ')}. Remove one of them.`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}

/** Returns these tasks and all that they depend on, directly or indirectly. */
export function ancestorsOf(names: Iterable<string>, graph: FlowGraph): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const parent of graph.get(name) ?? []) found.add(parent);
  return found;
}

/** Every remaining task depends on another one, so that following the dependencies leads into a cycle. */
function cycleAmong(left: ReadonlySet<string>, graph: FlowGraph): string[] {
  const visited = new Map<string, number>();
  const path: string[] = [];
  let name = [...left][0] ?? '';
  while (!visited.has(name)) {
    visited.set(name, path.length);
    path.push(name);
    name = (graph.get(name) ?? []).find((parent) => left.has(parent)) ?? '';
  }
  return [...path.slice(visited.get(name)), name];
}

const MAX_SHOWN = 10;

const shortened = (names: readonly string[]): readonly string[] =>
  names.length <= MAX_SHOWN ? names : [...names.slice(0, MAX_SHOWN - 2), '...', ...names.slice(-1)];
