import type { ProjectShares } from './project-shares.ts';

/** The slots that are shared out. */
export interface SlotCounts {
  readonly all: number;
  readonly free: number;
  /** Slots that one project may hold. */
  readonly cap: number;
}

/**
 * How many of the free slots each waiting project gets, the first to be served first. Projects below their share (their
 * weight among all that run or wait) come before those above it, whose turn it is before others.
 */
export function allocateSlots(
  shares: ProjectShares,
  waiting: Iterable<string>,
  slots: SlotCounts,
): Map<string, number> {
  const projects = [...waiting].map((name) => ({
    name,
    weight: shares.weight(name),
    held: shares.held(name),
    time: shares.time(name),
  }));
  const sum = sumOf([...new Set([...shares.projects, ...projects.map(({ name }) => name)])], shares);
  const isBelow = ({ held, weight }: { held: number; weight: number }): boolean =>
    held < (slots.all * weight) / sum;
  const allotted = new Map<string, number>();
  for (let left = slots.free; left > 0; left -= 1) {
    let best: (typeof projects)[number] | undefined;
    for (const project of projects) {
      if (project.held >= slots.cap) continue;
      if (best === undefined || isBefore(project, best, isBelow)) best = project;
    }
    if (best === undefined) break;
    best.held += 1;
    best.time += 1 / best.weight;
    allotted.set(best.name, (allotted.get(best.name) ?? 0) + 1);
  }
  return allotted;
}

interface Candidate {
  readonly weight: number;
  readonly held: number;
  readonly time: number;
}

function isBefore(one: Candidate, other: Candidate, isBelow: (candidate: Candidate) => boolean): boolean {
  const [below, otherBelow] = [isBelow(one), isBelow(other)];
  if (below !== otherBelow) return below;
  if (one.time !== other.time) return one.time < other.time;
  return one.held / one.weight < other.held / other.weight;
}

function sumOf(projects: readonly string[], shares: ProjectShares): number {
  let sum = 0;
  for (const project of projects) sum += shares.weight(project);
  return sum;
}
