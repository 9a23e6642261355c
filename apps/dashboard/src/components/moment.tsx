import { useFormatter, useNow } from 'use-intl';

/** How often relative times change. In milliseconds. */
const INTERVAL = 10_000;

/** A time, relative to now; the absolute one is its title. */
export function Moment({ at }: { readonly at: string | undefined }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: INTERVAL });
  if (at === undefined) return <span className="quiet">–</span>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={format.dateTime(date, { dateStyle: 'medium', timeStyle: 'medium' })}>
      {format.relativeTime(date, {
        now: date > now ? now : new Date(Math.max(now.getTime(), date.getTime())),
      })}
    </time>
  );
}
