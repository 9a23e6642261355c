import { TaskError } from '@poppobuilder/core';

/** By name of a task: the names of those that it depends on. */
export type FlowGraph = ReadonlyMap<string, readonly string[]>;

/** Throws `INVALID_TASK` that names the cycle, when there is one. Names that are no keys are left alone. */
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
    ? `The task ${cycle[0]} depends on itself. Take it out of its own "dependsOn".`
    : `The tasks depend on each other in a circle: ${shortened(cycle).join(' -> ')}. Take one of these dependencies away.`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}

/** All that tasks depend on, also by way of others, themselves included. */
export function ancestorsOf(names: Iterable<string>, graph: FlowGraph): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const parent of graph.get(name) ?? []) found.add(parent);
  return found;
}

/** Every task that is left over depends on another one that is, so that a walk upwards comes round. */
function cycleAmong(left: ReadonlySet<string>, graph: FlowGraph): string[] {
  const walked = new Map<string, number>();
  const path: string[] = [];
  let name = [...left][0] ?? '';
  while (!walked.has(name)) {
    walked.set(name, path.length);
    path.push(name);
    name = (graph.get(name) ?? []).find((parent) => left.has(parent)) ?? '';
  }
  return [...path.slice(walked.get(name)), name];
}

const SHOWN = 10;

const shortened = (names: readonly string[]): readonly string[] =>
  names.length <= SHOWN ? names : [...names.slice(0, SHOWN - 2), '...', ...names.slice(-1)];
