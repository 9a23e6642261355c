import { useTranslations } from 'use-intl';
import type { HistoryPeriod } from '../api/types.ts';
import type { HistoryFormats } from './history-formats.ts';

/** The values of the charts as a table. What is not known is said to be unknown. */
export function HistoryTable({
  periods,
  formats,
}: {
  readonly periods: readonly HistoryPeriod[];
  readonly formats: HistoryFormats;
}) {
  const t = useTranslations('history');
  const states = useTranslations('states');
  const duration = (value: number | undefined): string =>
    value === undefined ? '–' : formats.duration(value);
  return (
    <details className="history-table">
      <summary>{t('table')}</summary>
      <div className="scroller" role="region" aria-label={t('table')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('from')}</th>
              <th scope="col">{states('succeeded')}</th>
              <th scope="col">{states('failed')}</th>
              <th scope="col">{states('cancelled')}</th>
              <th scope="col">{states('expired')}</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">{t('cost')}</th>
            </tr>
          </thead>
          <tbody>
            {periods.map(({ at, succeeded, failed, cancelled, expired, p50, p95, usd, unknownRuns }) => (
              <tr key={at}>
                <th scope="row">
                  <time dateTime={at}>{formats.time(new Date(at))}</time>
                </th>
                <td>{formats.count(succeeded)}</td>
                <td>{formats.count(failed)}</td>
                <td>{formats.count(cancelled)}</td>
                <td>{formats.count(expired)}</td>
                <td>{duration(p50)}</td>
                <td>{duration(p95)}</td>
                <td>
                  {formats.dollars(usd)}
                  {unknownRuns > 0 && ` + ${t('unknown', { count: unknownRuns })}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
