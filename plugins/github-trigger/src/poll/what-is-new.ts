import type { Cursor } from './cursor.ts';

/** Whether something that was written, and perhaps changed later, may be news to a poll. Times are in ISO 8601. */
export type IsNew = (writtenAt: string | null | undefined, changedAt?: string) => boolean;

const DAY = 24 * 3_600_000;

/** Lists of GitHub may lag behind, so that polls look back. In milliseconds. */
const OVERLAP = DAY;

/** The engine forgets what was done 30 days after it ended: what may be older must have been seen before. In milliseconds. */
const REMEMBERED = 25 * DAY;

/**
 * Returns what tells news from what an earlier poll has seen: everything that was written or changed since the last poll, and shortly
 * before it. A change of something so old that it may have been answered and forgotten is no news.
 */
export function whatIsNew(
  { startedAt, polledAt }: Pick<Cursor, 'startedAt' | 'polledAt'>,
  now: string,
): IsNew {
  const [start, last, current] = [startedAt, polledAt, now].map((time) => Date.parse(time)) as [
    number,
    number,
    number,
  ];
  const since = current - last > REMEMBERED ? last : last - OVERLAP;
  const oldest = Math.max(start, Math.min(since, current - REMEMBERED));
  return (writtenAt, changedAt) => {
    const written = Date.parse(writtenAt ?? '');
    const changed = Math.max(written, Date.parse(changedAt ?? writtenAt ?? ''));
    return written > oldest && changed > since;
  };
}
