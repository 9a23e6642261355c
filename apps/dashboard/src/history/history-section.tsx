import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';
import { historyQuery } from '../api/queries.ts';
import { PlaceError } from '../components/place-error.tsx';
import { type Range, RANGES } from './ranges.ts';

/** Most of the code of charts is a library, which the rest of the page does not wait for. */
const HistoryCharts = lazy(async () => {
  const { HistoryCharts: charts } = await import('./history-charts.tsx');
  return { default: charts };
});

/** What a {@link HistorySection} shows. */
export interface HistorySectionProps {
  readonly range: Range;
  readonly onRange: (range: Range) => void;
  /** @defaultValue all projects */
  readonly project?: string | undefined;
}

/** How much was done, how much failed, how long it took and what it cost, over the last hour, day or week. */
export function HistorySection({ range, onRange, project }: HistorySectionProps) {
  const t = useTranslations('history');
  const { data, error } = useQuery(historyQuery(range, project));
  return (
    <section aria-labelledby="history">
      <div className="section-head">
        <h2 id="history">{t('title')}</h2>
        <div role="group" aria-label={t('range')} className="choices">
          {RANGES.map((one) => (
            <button key={one} type="button" aria-pressed={one === range} onClick={() => onRange(one)}>
              {t(one)}
            </button>
          ))}
        </div>
      </div>
      {error !== null && <PlaceError error={error} />}
      <div className="charts-room">
        {data !== undefined && (
          <Suspense>
            <HistoryCharts range={data.range} periods={data.periods} project={project} />
          </Suspense>
        )}
      </div>
    </section>
  );
}
