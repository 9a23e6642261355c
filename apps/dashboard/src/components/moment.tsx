import { useFormatter, useNow } from 'use-intl';

/** How often relative times change. In milliseconds. */
const INTERVAL = 10_000;

/** What a {@link Moment} shows. */
export interface MomentProps {
  readonly at: string | undefined;
  /** Whether the row around it always has something that takes the focus: the time is then no stop of its own for Tab. */
  readonly isInRow?: boolean;
}

/**
 * A time, relative to now. The exact one is its title, and takes its place, whose width it has from the start, while the
 * time or the row around it has the focus.
 */
export function Moment({ at, isInRow = false }: MomentProps) {
  const format = useFormatter();
  const now = useNow({ updateInterval: INTERVAL });
  if (at === undefined) return <span className="quiet">–</span>;
  const date = new Date(at);
  const exact = format.dateTime(date, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time className="moment" dateTime={at} title={exact} tabIndex={isInRow ? undefined : 0}>
      <span>
        {format.relativeTime(date, {
          now: date > now ? now : new Date(Math.max(now.getTime(), date.getTime())),
        })}
      </span>
      <span className="exact">{exact}</span>
    </time>
  );
}
