import { groupByReason } from '@poppobuilder/api/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormatter, useTranslations } from 'use-intl';
import { tasksInQuery } from '../../api/queries.ts';
import { WAITING_STATES } from '../../api/task-states.ts';

/** How many tasks are grouped. */
const MAX_GROUPED = 200;

/** What waits, by its reason. */
export function Waiting() {
  const t = useTranslations('overview');
  const format = useFormatter();
  const { data } = useQuery(tasksInQuery(WAITING_STATES, MAX_GROUPED));
  const groups = groupByReason(data?.items ?? []);
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{t('waiting')}</h2>
      {groups.length === 0 ? (
        <p className="empty">{t('nothingWaits')}</p>
      ) : (
        <ul className="rows">
          {groups.map(({ code, message, until, tasks }) => (
            <li key={`${code} ${message}`}>
              <Link to="/tasks" search={{ state: 'waiting' }}>
                {format.number(tasks.length)}
              </Link>
              <span className="reason">
                <code>{code}</code> {message}
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
        </ul>
      )}
    </section>
  );
}
