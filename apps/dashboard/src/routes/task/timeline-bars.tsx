import { useQuery } from '@tanstack/react-query';
import { useFormatter, useNow, useTranslations } from 'use-intl';
import { timelineQuery } from '../../api/queries.ts';
import { Duration } from '../../components/duration.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { spansOf, type StageSpan, type TimelineSpan } from './timeline-spans.ts';

/** What a task waited for, its attempts and their stages, one below the other on one axis of time. */
export function TimelineBars({ id }: { readonly id: string }) {
  const t = useTranslations('timeline');
  const query = useQuery(timelineQuery(id));
  return (
    <QueryView query={query}>
      {({ items }) => {
        const spans = spansOf(items);
        const [first] = spans;
        if (first === undefined) return null;
        const axis = { from: first.from, to: spans.at(-1)?.to };
        return (
          <ol className="rows timeline" aria-label={t('title')}>
            {spans.map((span) => (
              <SpanRow key={`${span.state} ${span.from}`} span={span} axis={axis} />
            ))}
          </ol>
        );
      }}
    </QueryView>
  );
}

interface Axis {
  readonly from: string;
  readonly to: string | undefined;
}

function SpanRow({ span, axis }: { readonly span: TimelineSpan; readonly axis: Axis }) {
  const t = useTranslations('timeline');
  const states = useTranslations('states');
  const { state, attempt, reason, outcome, stages } = span;
  const isAttempt = state === 'running';
  const name = isAttempt ? t('attempt', { attempt }) : t('waited', { state: states(state) });
  return (
    <li>
      <span>
        {name}
        {outcome !== undefined && <span className="quiet"> · {outcome}</span>}
      </span>
      <Times span={span} />
      <Bar span={span} axis={axis} tone={isAttempt ? 'running' : 'waiting'} />
      {reason !== undefined && <p className="message quiet">{reason}</p>}
      {stages.length > 0 && (
        <ol className="timeline-stages" aria-label={t('stages', { attempt })}>
          {stages.map((stage) => (
            <li key={`${stage.stage} ${stage.from}`}>
              <span>{stage.stage}</span>
              <Times span={stage} />
              <Bar span={stage} axis={axis} tone="stage" />
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

type Stretch = Pick<StageSpan, 'from' | 'to'>;

/** When it began, and how long it took. */
function Times({ span: { from, to } }: { readonly span: Stretch }) {
  const format = useFormatter();
  return (
    <span className="timeline-times">
      <time dateTime={from}>
        {format.dateTime(new Date(from), { dateStyle: 'short', timeStyle: 'medium' })}
      </time>{' '}
      <Duration from={from} to={to} />
    </span>
  );
}

/** A picture of what the text beside it says. */
function Bar({ span, axis, tone }: { readonly span: Stretch; readonly axis: Axis; readonly tone: string }) {
  const now = useNow({ updateInterval: 1_000 }).getTime();
  const start = Date.parse(axis.from);
  const length = Math.max(1, endOf(axis, now) - start);
  const from = Date.parse(span.from) - start;
  const width = Math.max(0, endOf(span, now) - start - from);
  return (
    <span className="timeline-bar" data-tone={tone} aria-hidden="true">
      <span style={{ marginLeft: `${(from / length) * 100}%`, width: `${(width / length) * 100}%` }} />
    </span>
  );
}

/** Returns the end, or the present where it goes on: not before the start, when clocks differ. */
function endOf(
  { from, to }: { readonly from: string; readonly to?: string | undefined },
  now: number,
): number {
  return to === undefined ? Math.max(now, Date.parse(from)) : Date.parse(to);
}
