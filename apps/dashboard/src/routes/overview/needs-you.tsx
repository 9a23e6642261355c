import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { budgetsQuery, holdsQuery } from '../../api/queries.ts';
import type { Overview } from '../../api/types.ts';
import { HoldRow } from '../../components/hold-row.tsx';
import { Reason } from '../../components/reason.tsx';
import { StateLabel } from '../../components/state-label.tsx';
import { TaskActions } from '../../components/task-actions.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { BudgetName, keyOfBudget } from './budget-name.tsx';
import { failedTasksQuery, waitingTasksQuery } from './overview-queries.ts';
import { RaiseBudget } from './raise-budget.tsx';

/** What does not continue without a person. */
export function NeedsYou({ overview }: { readonly overview: Overview }) {
  const t = useTranslations('overview');
  const waiting = useQuery(waitingTasksQuery);
  const failed = useQuery(failedTasksQuery);
  const budgets = useQuery(budgetsQuery);
  const holds = useQuery(holdsQuery);
  const asking = (waiting.data?.items ?? []).filter(({ waitingFor }) => waitingFor?.code === 'APPROVAL');
  const reached = (budgets.data?.items ?? []).filter(({ isReached }) => isReached);
  const breakers = (holds.data?.items ?? []).filter(({ reason }) => reason.code === 'CIRCUIT_OPEN');
  const failures = failed.data?.items ?? [];
  const { warnings, configuration, tasks } = overview;
  const failedCount = Math.max(tasks.failed ?? 0, failures.length);
  const count =
    asking.length +
    reached.length +
    breakers.length +
    failedCount +
    warnings.length +
    (configuration.problem === undefined ? 0 : 1);
  return (
    <section aria-labelledby="needs-you">
      <h2 id="needs-you">
        {t('needsYou')}{' '}
        {count > 0 && (
          <span className="state" data-tone="needs-you" data-icon="">
            {count}
          </span>
        )}
      </h2>
      {count === 0 && <p className="empty">{t('nothingNeeded')}</p>}
      {count > 0 && (
        <ul className="rows">
          {configuration.problem !== undefined && (
            <li>
              <span className="problem">{configuration.problem}</span>
            </li>
          )}
          {warnings.map(({ code, message }) => (
            <li key={`${code} ${message}`}>
              <code>{code}</code>
              <span>{message}</span>
            </li>
          ))}
          {asking.map((task) => (
            <li key={task.id}>
              <TaskLink id={task.id} />
              {task.waitingFor !== undefined && <Reason reason={task.waitingFor} />}
              <span className="end">
                <TaskActions task={task} />
              </span>
            </li>
          ))}
          {reached.map((budget) => (
            <li key={keyOfBudget(budget)}>
              <span className="state" data-tone="needs-you" data-icon="">
                {t('reached')}
              </span>
              <BudgetName budget={budget} />
              <RaiseBudget budget={budget} />
            </li>
          ))}
          {breakers.map((hold) => (
            <HoldRow key={hold.id} hold={hold} />
          ))}
          {failures.map((task) => (
            <li key={task.id}>
              <StateLabel state={task.state} />
              <TaskLink id={task.id} />
              <span className="quiet">{task.errorCode}</span>
              <span className="end">
                <TaskActions task={task} />
              </span>
            </li>
          ))}
          {failedCount > failures.length && (
            <li>
              <Link to="/tasks" search={{ state: 'failed' }}>
                {t('allFailed', { count: failedCount })}
              </Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
