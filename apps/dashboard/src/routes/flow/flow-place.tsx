import { ApiError } from '@poppobuilder/api/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { flowQuery } from '../../api/queries.ts';
import { NotFound } from '../../components/not-found.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StateLabel } from '../../components/state-label.tsx';
import { TaskLink } from '../../components/task-link.tsx';

/** Tasks that depend on each other, by their names in the flow. */
export function FlowPlace() {
  const { id } = useParams({ from: '/flows/$id' });
  const t = useTranslations('flow');
  const notFound = useTranslations('notFound');
  const query = useQuery(flowQuery(id));
  if (query.error instanceof ApiError && query.error.status === 404) {
    return <NotFound text={t('none', { id })} back={<Link to="/tasks">{notFound('allTasks')}</Link>} />;
  }
  return (
    <QueryView query={query}>
      {({ tasks }) => (
        <>
          <PlaceHead name={t('title', { id })} />
          <ol className="rows">
            {Object.entries(tasks).map(([name, task]) => (
              <li key={name}>
                <strong>{name}</strong>
                <TaskLink id={task.id} />
                <StateLabel state={task.state} />
                <span className="quiet">{task.errorCode}</span>
                {task.dependsOn.length > 0 && (
                  <span className="end quiet">
                    {t('dependsOn')} {task.dependsOn.join(', ')}
                  </span>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </QueryView>
  );
}
