import { isDeepStrictEqual } from 'node:util';
import type { Counters, History, StateEvent } from './history.ts';
import { readJournals, type WrittenEntry } from './journal.ts';

/** When members were killed. */
export type Kills = ReadonlyMap<
  string,
  {
    /** Milliseconds since 1970. */
    readonly at: number;
    /** Whether another engine and the server were left alone. */
    readonly hadSurvivors: boolean;
  }
>;

/** What became of the tasks of a world. */
export interface Verdict {
  readonly acknowledged: number;
  readonly executions: number;
  /** Acknowledged tasks that are not there or have not ended. */
  readonly lost: readonly string[];
  /** Tasks that ended twice, or ran after they had ended. */
  readonly doubled: readonly string[];
  /** Tasks of a key that overlapped, or started before an earlier one had ended. */
  readonly disordered: readonly string[];
  /** Milliseconds from a kill to the next start of what ran in the killed process, where other engines lived on. */
  readonly reruns: readonly number[];
  /** The same where none did, and one had to be started first. */
  readonly rerunsAfterRestart: readonly number[];
  /** How tasks ended. */
  readonly ends: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  /** Holds that were placed, attempts that were deferred, and tasks that needed an approval. */
  readonly holds: number;
  readonly deferrals: number;
  readonly approvals: number;
}

const FINAL = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Compares what processes wrote down with what the database says. */
export async function judge(history: History, journal: string, kills: Kills): Promise<Verdict> {
  const events = await history.events();
  const written = readJournals(journal);
  const tasks = Map.groupBy(events, ({ id }) => id);
  const ends = Object.groupBy(
    [...tasks.values()].map((of) => of.at(-1)?.state ?? 'none'),
    (state) => state,
  );
  const acknowledged = written.filter((entry) => entry.kind === 'acknowledged');
  return {
    acknowledged: acknowledged.length,
    executions: written.filter(({ kind }) => kind === 'start').length,
    lost: acknowledged.map(({ id }) => id).filter((id) => !FINAL.has(tasks.get(id)?.at(-1)?.state ?? '')),
    doubled: [...endedTwice(tasks), ...ranAfterTheirEnd(tasks, written)],
    disordered: [
      ...overlapping(events),
      ...outOfOrder(tasks, acknowledged),
      ...overlappingOutside(tasks, written),
    ],
    reruns: [...tasks.values()].flatMap((of) => rerunsOf(of, kills, true)),
    rerunsAfterRestart: [...tasks.values()].flatMap((of) => rerunsOf(of, kills, false)),
    ends: Object.fromEntries(Object.entries(ends).map(([state, all]) => [state, all?.length ?? 0])),
    problems: [
      ...[...tasks.values()].flatMap(fetchedTwice),
      ...startedUnderHold(events, written),
      ...startedWithoutApproval(tasks, acknowledged),
      ...failedByDeferral(events),
      ...miscounted(tasks, await history.counters()),
    ],
    holds: written.filter(({ kind }) => kind === 'held').length,
    deferrals: events.filter(({ data }) => data?.outcome === 'deferred').length,
    approvals: acknowledged.filter(({ needsApproval }) => needsApproval === true).length,
  };
}

type Tasks = ReadonlyMap<string, readonly StateEvent[]>;

function endedTwice(tasks: Tasks): string[] {
  return [...tasks].flatMap(([id, events]) => {
    const end = events.findIndex(({ state }) => FINAL.has(state));
    return end === -1 || end === events.length - 1 ? [] : [`${id}: ${describeEvents(events)}`];
  });
}

function ranAfterTheirEnd(tasks: Tasks, written: readonly WrittenEntry[]): string[] {
  return written.flatMap((entry) => {
    const last = tasks.get(entry.id)?.at(-1);
    const isLate = entry.kind === 'start' && last?.state === 'succeeded' && entry.attempt > last.attempt;
    return isLate
      ? [`${entry.id}: attempt ${entry.attempt} ran after attempt ${last.attempt} had succeeded`]
      : [];
  });
}

/** Tasks that started between the answer of `place()` and the end of the hold. */
function startedUnderHold(events: readonly StateEvent[], written: readonly WrittenEntry[]): string[] {
  const starts = events.filter(({ state }) => state === 'running');
  const released = new Map(
    written.flatMap((entry) => (entry.kind === 'releasing' ? [[entry.id, entry.at]] : [])),
  );
  return written.flatMap((entry) => {
    if (entry.kind !== 'held') return [];
    const end = Math.min(entry.until, released.get(entry.id) ?? Number.POSITIVE_INFINITY);
    return starts
      .filter(
        ({ at, holdKeys }) =>
          at > entry.at && at < end && holdKeys?.includes(`key:${entry.holdKey}`) === true,
      )
      .map(({ id }) => `${id} started under the hold ${entry.id}`);
  });
}

function startedWithoutApproval(
  tasks: Tasks,
  acknowledged: readonly (WrittenEntry & { kind: 'acknowledged' })[],
): string[] {
  return acknowledged.flatMap(({ id, needsApproval }) => {
    const states = needsApproval === true ? (tasks.get(id) ?? []) : [];
    const start = states.findIndex(({ state }) => state === 'running');
    const isEarly = start !== -1 && !states.slice(0, start).some(({ data }) => data?.outcome === 'approved');
    return isEarly ? [`${id} started without its approval`] : [];
  });
}

const failedByDeferral = (events: readonly StateEvent[]): string[] =>
  events
    .filter(({ state, data }) => state === 'failed' && data?.error?.code === 'RATE_LIMITED')
    .map(({ id }) => `${id} failed although it was only deferred`);

/** Tasks whose counters differ from their history: attempts that were deferred or handed back are neither failed nor lost. */
function miscounted(tasks: Tasks, counters: readonly Counters[]): string[] {
  return counters.flatMap(({ id, ...counted }) => {
    const events = tasks.get(id) ?? [];
    const ended = (outcome: string): number =>
      events.filter(({ data }) => data?.outcome === outcome && data.error?.code !== 'DEPENDENCY_FAILED')
        .length;
    const attempt = events.filter(({ state }) => state === 'running').length;
    const wanted = { attempt, failures: ended('failed'), losses: ended('lost') };
    return isDeepStrictEqual(counted, wanted)
      ? []
      : [`${id} has ${JSON.stringify(counted)}, and its history ${JSON.stringify(wanted)}`];
  });
}

/** Two starts without an end between them. */
function fetchedTwice(events: readonly StateEvent[]): string[] {
  const isTwice = events.some(
    ({ state }, index) => state === 'running' && events[index - 1]?.state === 'running',
  );
  return isTwice ? [`${events[0]?.id} was fetched twice: ${describeEvents(events)}`] : [];
}

/** Tasks of a key that the database says ran at the same time. */
function overlapping(events: readonly StateEvent[]): string[] {
  const running = new Map<string, string>();
  const found: string[] = [];
  for (const { key, id, state } of events) {
    if (key === null) continue;
    const other = running.get(key);
    if (state === 'running') {
      if (other !== undefined && other !== id) found.push(`${key}: ${id} started while ${other} ran`);
      running.set(key, id);
    } else if (other === id) running.delete(key);
  }
  return found;
}

/** Tasks of a key that started before one had ended that was submitted earlier. */
function outOfOrder(
  tasks: Tasks,
  acknowledged: readonly (WrittenEntry & { kind: 'acknowledged' })[],
): string[] {
  const keyed = acknowledged.filter(({ key }) => key !== undefined);
  return [...Map.groupBy(keyed, ({ key }) => key)].flatMap(([key, entries]) =>
    entries.slice(1).flatMap(({ id }, index) => {
      const earlier = tasks.get(entries[index]?.id ?? '')?.at(-1);
      const start = tasks.get(id)?.find(({ state }) => state === 'running');
      const isEarly = earlier !== undefined && start !== undefined && start.sequence < earlier.sequence;
      return isEarly ? [`${key}: ${id} started before ${earlier.id} had ended`] : [];
    }),
  );
}

/** Attempts of a key that succeeded, and overlapped by what the processes wrote down. */
function overlappingOutside(tasks: Tasks, written: readonly WrittenEntry[]): string[] {
  const spans = [...Map.groupBy(written, ({ id }) => id)].flatMap(([id, entries]) => {
    const end = tasks.get(id)?.at(-1);
    if (typeof end?.key !== 'string' || end.state !== 'succeeded') return [];
    const accepted = entries.filter(
      (entry) => (entry.kind === 'start' || entry.kind === 'end') && entry.attempt === end.attempt,
    );
    const at = (kind: 'start' | 'end'): number | undefined => {
      const entry = accepted.find((one) => one.kind === kind);
      return entry?.kind === kind ? entry.at : undefined;
    };
    return [{ id, key: end.key, start: at('start') ?? Number.NaN, end: at('end') ?? Number.NaN }];
  });
  return [...Map.groupBy(spans, ({ key }) => key)].flatMap(([key, ofKey]) =>
    ofKey
      .toSorted((a, b) => a.start - b.start)
      .flatMap(({ id, start }, index, sorted) => {
        const earlier = sorted[index - 1];
        return earlier !== undefined && start < earlier.end ? [`${key}: ${id} overlaps ${earlier.id}`] : [];
      }),
  );
}

function rerunsOf(events: readonly StateEvent[], kills: Kills, hadSurvivors: boolean): number[] {
  return events.flatMap(({ state, data }, index) => {
    const kill = kills.get((data?.engine ?? '').replace('poppobuilder ', ''));
    const isLost = state === 'running' && events[index + 1]?.data?.outcome === 'lost';
    if (!isLost || kill?.hadSurvivors !== hadSurvivors) return [];
    const next = events.slice(index + 1).find((event) => event.state === 'running');
    return next === undefined ? [] : [next.at - kill.at];
  });
}

const describeEvents = (events: readonly StateEvent[]): string =>
  events
    .map(
      ({ state, attempt, data }) =>
        `${state} ${attempt}${data?.outcome === undefined ? '' : ` (${data.outcome})`}`,
    )
    .join(', ');
