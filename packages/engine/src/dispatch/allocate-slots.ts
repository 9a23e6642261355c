import type { ProjectShares } from './project-shares.ts';

/** The slots that are allocated. */
export interface SlotCounts {
  readonly all: number;
  readonly free: number;
  /** Slots that one project may hold. */
  readonly cap: number;
}

interface Candidate {
  readonly name: string;
  readonly weight: number;
  held: number;
  virtualTime: number;
}

/**
 * Returns how many of the free slots each waiting project gets, in the order in which to serve them. Projects below their
 * share (their weight among all that run or wait) come before those above it, and projects with a lower virtual time before
 * others.
 */
export function allocateSlots(
  shares: ProjectShares,
  waiting: Iterable<string>,
  slots: SlotCounts,
): Map<string, number> {
  const candidates = [...waiting].map((name): Candidate => ({
    name,
    weight: shares.weight(name),
    held: shares.held(name),
    virtualTime: shares.virtualTime(name),
  }));
  const names = new Set([...shares.projects, ...candidates.map(({ name }) => name)]);
  const totalWeight = sumOfWeights(names, shares);
  const isBelowShare = ({ held, weight }: Candidate): boolean => held < (slots.all * weight) / totalWeight;
  const allocated = new Map<string, number>();
  for (let left = slots.free; left > 0; left -= 1) {
    let best: Candidate | undefined;
    for (const candidate of candidates) {
      if (candidate.held >= slots.cap) continue;
      if (best === undefined || isBefore(candidate, best, isBelowShare)) best = candidate;
    }
    if (best === undefined) break;
    best.held += 1;
    best.virtualTime += 1 / best.weight;
    allocated.set(best.name, (allocated.get(best.name) ?? 0) + 1);
  }
  return allocated;
}

function isBefore(
  one: Candidate,
  other: Candidate,
  isBelowShare: (candidate: Candidate) => boolean,
): boolean {
  const [below, otherBelow] = [isBelowShare(one), isBelowShare(other)];
  if (below !== otherBelow) return below;
  if (one.virtualTime !== other.virtualTime) return one.virtualTime < other.virtualTime;
  return one.held / one.weight < other.held / other.weight;
}

function sumOfWeights(projects: Iterable<string>, shares: ProjectShares): number {
  let sum = 0;
  for (const project of projects) sum += shares.weight(project);
  return sum;
}
