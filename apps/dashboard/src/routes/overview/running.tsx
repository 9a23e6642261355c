import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Overview } from '../../api/types.ts';
import { Cost } from '../../components/cost.tsx';
import { Duration } from '../../components/duration.tsx';
import { TaskActions } from '../../components/task-actions.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { runningTasksQuery } from './overview-queries.ts';

/** What runs now. */
export function Running({ overview: { running, slots } }: { readonly overview: Overview }) {
  const t = useTranslations('overview');
  const { data } = useQuery(runningTasksQuery);
  const tasks = data?.items ?? [];
  return (
    <section aria-labelledby="running">
      <h2 id="running">
        {t('running')}{' '}
        <Link to="/tasks" search={{ state: 'running' }}>
          {t('slots', { running, slots })}
        </Link>
      </h2>
      {tasks.length === 0 ? (
        <p className="empty">
          {t('nothingRuns')} <code>poppo submit task.json</code>
        </p>
      ) : (
        <ul className="rows">
          {tasks.map((task) => (
            <li key={task.id}>
              <TaskLink id={task.id} />
              <span className="quiet">
                {task.projectId} · {task.type}
              </span>
              {task.title !== undefined && <bdi className="title">{task.title}</bdi>}
              {task.progress !== undefined && (
                <span className="progress">
                  <span className="quiet">{task.progress.stage}</span> <bdi>{task.progress.message}</bdi>
                </span>
              )}
              <span className="figures end">
                <Duration from={task.startedAt} to={task.finishedAt} />
                <Cost task={task} />
                <TaskActions task={task} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
