import { groupByReason } from '@poppobuilder/api/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormatter, useTranslations } from 'use-intl';
import { waitingQuery } from '../../api/queries.ts';
import { waitingTasksQuery } from './overview-queries.ts';

/** What waits, by its reason. */
export function Waiting() {
  const t = useTranslations('overview');
  const format = useFormatter();
  const { data: counts } = useQuery(waitingQuery);
  const { data: tasks } = useQuery(waitingTasksQuery);
  if (counts === undefined) return null;
  const groups = groupByReason(counts.items, tasks?.items ?? []);
  const total = groups.reduce((sum, { count }) => sum + count, counts.uncounted);
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">
        {t('waiting')}{' '}
        {total > 0 && (
          <Link to="/tasks" search={{ state: 'waiting' }}>
            {format.number(total)}
          </Link>
        )}
      </h2>
      {groups.length === 0 ? (
        <p className="empty">{t('nothingWaits')}</p>
      ) : (
        <ul className="rows">
          {groups.map(({ code, count, messages, until }) => (
            <li key={code}>
              <Link to="/tasks" search={{ reason: code }}>
                {format.number(count)}
              </Link>
              <span className="reason">
                <code>{code}</code> {messages.join(' · ')}
              </span>
              {until !== undefined && (
                <span className="end quiet">
                  {t('until', {
                    time: format.dateTime(new Date(until), { dateStyle: 'short', timeStyle: 'short' }),
                  })}
                </span>
              )}
            </li>
          ))}
          {counts.uncounted > 0 && <li className="quiet">{t('uncounted', { count: counts.uncounted })}</li>}
        </ul>
      )}
    </section>
  );
}
