import type { FlowTasks } from './near.ts';

/** Sizes of the graph. In pixels, as in the style sheet. */
export const NODE = { width: 200, height: 52, across: 64, below: 16 } as const;

/** A task in the graph. */
export interface PlacedTask {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** A graph with the places of its tasks. */
export interface FlowLayout {
  readonly tasks: ReadonlyMap<string, PlacedTask>;
  /** From a task to one that depends on it. */
  readonly edges: readonly (readonly [from: PlacedTask, to: PlacedTask])[];
  readonly width: number;
  readonly height: number;
}

/** Places tasks from left to right: each is to the right of all that it depends on, as near to their height as there is room. */
export function layOut(names: ReadonlySet<string>, tasks: FlowTasks): FlowLayout {
  const parentsOf = (name: string): readonly string[] =>
    (tasks[name]?.dependsOn ?? []).filter((parent) => names.has(parent));
  const columns = columnsOf(names, parentsOf);
  const placed = new Map<string, PlacedTask>();
  for (const [column, members] of columns.entries()) {
    const wish = (name: string): number => {
      const heights = parentsOf(name).map((parent) => placed.get(parent)?.y ?? 0);
      return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length;
    };
    const sorted = members.map((name) => ({ name, y: wish(name) })).toSorted((a, b) => a.y - b.y);
    for (const [row, { name }] of sorted.entries()) {
      placed.set(name, {
        name,
        x: column * (NODE.width + NODE.across),
        y: row * (NODE.height + NODE.below),
      });
    }
  }
  const edges = [...placed.values()].flatMap((to) =>
    parentsOf(to.name).flatMap((parent) => {
      const from = placed.get(parent);
      return from === undefined ? [] : [[from, to] as const];
    }),
  );
  const rows = Math.max(...columns.map(({ length }) => length));
  return {
    tasks: placed,
    edges,
    width: columns.length * (NODE.width + NODE.across) - NODE.across,
    height: rows * (NODE.height + NODE.below) - NODE.below,
  };
}

/** The column of a task is one more than the last of those that it depends on. */
function columnsOf(
  names: ReadonlySet<string>,
  parentsOf: (name: string) => readonly string[],
): readonly (readonly string[])[] {
  const waiting = new Map([...names].map((name) => [name, parentsOf(name).length]));
  const children = new Map<string, string[]>();
  for (const name of names) {
    for (const parent of parentsOf(name)) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const columns: string[][] = [];
  let column = [...names].filter((name) => waiting.get(name) === 0);
  while (column.length > 0) {
    columns.push(column);
    const next: string[] = [];
    for (const name of column) {
      for (const child of children.get(name) ?? []) {
        const left = (waiting.get(child) ?? 0) - 1;
        waiting.set(child, left);
        if (left === 0) next.push(child);
      }
    }
    column = next;
  }
  return columns;
}
