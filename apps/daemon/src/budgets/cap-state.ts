import { isDeepStrictEqual } from 'node:util';
import type { Allowance, SpendingTotals } from '@poppobuilder/engine';
import type { Cap } from './caps.ts';

/** Kinds of amounts, with the words of messages. */
const KINDS = [
  ['usd', 'US dollars'],
  ['tokens', 'tokens'],
  ['runs', 'runs'],
] as const;

type Kind = (typeof KINDS)[number][0];

/** An amount that is capped. */
interface CappedAmount {
  readonly kind: Kind;
  /** The cap with what is allowed on top of it. */
  readonly cap: number;
  /** What is known to be spent. */
  readonly spent: number;
  /** What may still be spent: runs whose spending is unknown count with what they might have spent. */
  readonly left: number;
}

/** A cap, and what was spent below it. */
export interface CapState {
  readonly cap: Cap;
  readonly amounts: readonly CappedAmount[];
  readonly unknownRuns: number;
  readonly isReached: boolean;
}

/** Returns what is left of a cap. */
export function stateOf(cap: Cap, totals: SpendingTotals, allowances: readonly Allowance[]): CapState {
  const allowed = allowances.filter(({ scope }) => isDeepStrictEqual(scope, cap.scope));
  const amounts = KINDS.flatMap(([kind]): CappedAmount[] => {
    const limit = cap.limits[kind];
    if (limit === undefined) return [];
    const most = limit + allowed.reduce((sum, allowance) => sum + allowance[kind], 0);
    const maybe = kind === 'runs' ? 0 : totals.unknown[kind];
    return [{ kind, cap: most, spent: totals[kind], left: most - totals[kind] - maybe }];
  });
  const isReached = amounts.some(({ left }) => left <= 0);
  return { cap, amounts, unknownRuns: totals.unknownRuns, isReached };
}

/** Returns why tasks wait for a cap that is reached. */
export function describeReached({ cap, amounts, unknownRuns }: CapState): string {
  const reached = amounts
    .filter(({ left }) => left <= 0)
    .map(({ kind, cap: most, spent }) => `${rounded(spent)} of ${rounded(most)} ${wordOf(kind)}`);
  const unknown = unknownRuns === 0 ? '' : `, and what ${runs(unknownRuns)} spent is unknown`;
  return `The budget of ${nameOf(cap)} is used up: ${reached.join(', ')}${unknown}.`;
}

function nameOf({ name, scope }: Cap): string {
  if ('all' in scope) return 'the day for all projects';
  const project = JSON.stringify(scope.project);
  if ('issue' in scope) return `the issue ${scope.project}#${scope.issue}`;
  return name === 'day' ? `the day for the project ${project}` : `the project ${project}`;
}

const runs = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);

const wordOf = (kind: Kind): string => KINDS.find(([name]) => name === kind)?.[1] ?? kind;

const rounded = (amount: number): number => Math.round(amount * 100) / 100;
