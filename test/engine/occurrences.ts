/** A time in which engines and their server were there; milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What is known of a schedule; times are milliseconds since 1970. */
export interface ScheduleRecord {
  /** Milliseconds from one occurrence to the next. */
  readonly every: number;
  /** The occurrences that were submitted. */
  readonly submitted: readonly number[];
  /** What engines wrote down as missed: the last one of each gap. */
  readonly missed: readonly number[];
}

/** Milliseconds by which engines on a busy machine may be late: after that, they miss an occurrence. */
const LATE = 60_000;

/**
 * What is wrong with a schedule whose missed occurrences are skipped: two tasks for one occurrence, none that is not said
 * to be missed, or none although engines were there all the time.
 */
export function judgeOccurrences(record: ScheduleRecord, up: readonly Span[]): string[] {
  const from = Math.min(...up.map((span) => span.from));
  const until = Math.max(...up.map((span) => span.until));
  // Who stops its load removes the schedule, and another one may make it anew.
  const times = record.submitted.filter((time) => time > from && time < until).toSorted((a, b) => a - b);
  return [
    ...pairs(times).flatMap(([one, next]) => judgeStep(record, one, next)),
    ...up.flatMap((span) => judgeSpan(record, times, span)),
  ];
}

function judgeStep({ every, missed }: ScheduleRecord, one: number, next: number): string[] {
  if (next - one < every) return [`${shown(one)} and ${shown(next)} are the same occurrence`];
  const isExplained = next - one === every || missed.includes(next - every);
  return isExplained ? [] : [`nothing tells why there is none between ${shown(one)} and ${shown(next)}`];
}

function judgeSpan({ every }: ScheduleRecord, times: readonly number[], { from, until }: Span): string[] {
  const within = times.filter((time) => time > from && time < until);
  return pairs([from, ...within, until])
    .filter(([one, next]) => next - one > every + LATE)
    .map(([one, next]) => `no occurrence from ${shown(one)} to ${shown(next)}, while engines were there`);
}

/** The times between these outages, which may overlap. */
export function between(span: Span, outages: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let { from } = span;
  for (const outage of outages.toSorted((a, b) => a.from - b.from)) {
    if (outage.from > from) spans.push({ from, until: outage.from });
    from = Math.max(from, outage.until);
  }
  if (span.until > from) spans.push({ from, until: span.until });
  return spans;
}

const pairs = (times: readonly number[]): (readonly [number, number])[] =>
  times.slice(1).map((time, index) => [times[index] ?? time, time] as const);

const shown = (time: number): string => new Date(time).toISOString();
