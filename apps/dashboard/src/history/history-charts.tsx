import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { HistoryPeriod } from '../api/types.ts';
import { Chart, type ChartProps, type Series } from './chart.tsx';
import { useHistoryFormats } from './history-formats.ts';
import { HistoryTable } from './history-table.tsx';
import type { Range } from './ranges.ts';

/** What {@link HistoryCharts} shows. */
export interface HistoryChartsProps {
  readonly range: Range;
  readonly periods: readonly HistoryPeriod[];
  /** The tasks behind the numbers. */
  readonly project: string | undefined;
}

/** Throughput, failures, durations and cost over time, and the same as a table. */
export function HistoryCharts({ range, periods, project }: HistoryChartsProps) {
  const t = useTranslations('history');
  const formats = useHistoryFormats(range);
  const charts = useMemo(() => {
    const common = { times: periods.map(({ at }) => new Date(at)), formatTime: formats.time };
    const one = (
      name: string,
      colour: string,
      valueOf: (period: HistoryPeriod) => number | undefined,
    ): Series => ({
      name,
      colour,
      values: periods.map(valueOf),
    });
    const counts = { ...common, look: 'bars', formatValue: formats.count } as const;
    const lines = { ...common, look: 'lines', formatValue: formats.duration } as const;
    const money = { ...common, look: 'bars', formatValue: formats.dollars } as const;
    return {
      throughput: { ...counts, series: [one('succeeded', 'succeeded', ({ succeeded }) => succeeded)] },
      failures: { ...counts, series: [one('failed', 'failed', ({ failed }) => failed)] },
      durations: {
        ...lines,
        series: [
          one('p50', 'accent', ({ p50 }) => p50),
          { ...one('p95', 'needs-you', ({ p95 }) => p95), isDashed: true },
        ],
      },
      cost: { ...money, series: [one('USD', 'accent', ({ usd }) => usd)] },
    } satisfies Record<string, ChartProps>;
  }, [periods, formats]);
  const sum = (valueOf: (period: HistoryPeriod) => number): number =>
    periods.reduce((total, period) => total + valueOf(period), 0);
  const unknownRuns = sum((period) => period.unknownRuns);
  const list = (state: 'succeeded' | 'failed'): ReactNode => (
    <Link to="/tasks" search={{ state, ...(project === undefined ? {} : { project }) }}>
      {formats.count(sum((period) => period[state]))}
    </Link>
  );
  return (
    <>
      <div className="charts">
        <Figure name={t('throughput')} total={list('succeeded')} chart={charts.throughput} />
        <Figure name={t('failures')} total={list('failed')} chart={charts.failures} />
        <Figure name={t('durations')} total={<Legend />} chart={charts.durations} />
        <Figure
          name={t('cost')}
          total={
            <>
              {formats.dollars(sum(({ usd }) => usd))}
              {unknownRuns > 0 && <span className="quiet"> + {t('unknown', { count: unknownRuns })}</span>}
            </>
          }
          chart={charts.cost}
        />
      </div>
      <HistoryTable periods={periods} formats={formats} />
    </>
  );
}

function Figure({
  name,
  total,
  chart,
}: {
  readonly name: string;
  readonly total: ReactNode;
  readonly chart: ChartProps;
}) {
  return (
    <figure>
      <figcaption>
        {name} <span className="end">{total}</span>
      </figcaption>
      <Chart {...chart} />
    </figure>
  );
}

function Legend() {
  return (
    <>
      <span className="key" data-line="p50">
        p50
      </span>{' '}
      <span className="key" data-line="p95">
        p95
      </span>
    </>
  );
}
