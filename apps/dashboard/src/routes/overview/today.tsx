import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormatter, useTranslations } from 'use-intl';
import { budgetsQuery, projectsQuery, todayQuery } from '../../api/queries.ts';

/** What each project did today, and what of its budget that took. */
export function Today() {
  const t = useTranslations('today');
  const format = useFormatter();
  const { data: projects } = useQuery(projectsQuery);
  const { data: today } = useQuery(todayQuery);
  const { data: budgets } = useQuery(budgetsQuery);
  const dollars = (amount: number): string => format.number(amount, { style: 'currency', currency: 'USD' });
  if (projects === undefined || today === undefined || projects.items.length === 0) return null;
  return (
    <section aria-labelledby="today">
      <h2 id="today">{t('title')}</h2>
      <ul className="rows">
        {projects.items.map(({ id }) => {
          const done = today.items.find(({ projectId }) => projectId === id);
          const cap = budgets?.items.find(({ scope, project }) => scope === 'day' && project === id)?.usd;
          const unknown = done?.unknownRuns ?? 0;
          return (
            <li key={id}>
              <Link to="/projects/$id" params={{ id }} className="task-link">
                {id}
              </Link>
              <Link to="/tasks" search={{ project: id, state: 'succeeded' }}>
                {t('done', { count: done?.succeeded ?? 0 })}
              </Link>
              <Link to="/tasks" search={{ project: id, state: 'failed' }}>
                {t('failed', { count: done?.failed ?? 0 })}
              </Link>
              <span className="end">
                {cap === undefined
                  ? dollars(done?.usd ?? 0)
                  : t('ofBudget', { spent: dollars(cap.spent), cap: dollars(cap.cap) })}
                {unknown > 0 && <span className="quiet"> + {t('unknown', { count: unknown })}</span>}
              </span>
              {cap !== undefined && cap.cap > 0 && (
                <meter aria-label={t('budgetOf', { id })} value={cap.spent} max={cap.cap} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
