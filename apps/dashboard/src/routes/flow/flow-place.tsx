import { ApiError } from '@poppobuilder/api/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { flowQuery } from '../../api/queries.ts';
import type { TaskState } from '../../api/types.ts';
import { NotFound } from '../../components/not-found.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Graph } from './graph.tsx';
import type { FlowTasks } from './near.ts';
import { TaskOfFlow } from './task-details.tsx';
import { TaskList } from './task-list.tsx';

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
          <Loaded tasks={tasks} />
        </>
      )}
    </QueryView>
  );
}

/** What needs a look comes first. */
const FIRST: readonly TaskState[] = ['failed', 'running', 'queued'];

function firstOf(tasks: FlowTasks): string {
  const all = Object.entries(tasks);
  const found = FIRST.map((state) => all.find(([, task]) => task.state === state));
  const [name = ''] = found.find((one) => one !== undefined) ?? all[0] ?? [];
  return name;
}

function Loaded({ tasks }: { readonly tasks: FlowTasks }) {
  const t = useTranslations('flow');
  const { task } = useSearch({ from: '/flows/$id' });
  const navigate = useNavigate({ from: '/flows/$id' });
  // It stays when states change, so that nothing moves under the pointer.
  const [first] = useState(() => firstOf(tasks));
  const chosen = task !== undefined && Object.hasOwn(tasks, task) ? task : first;
  const choose = (name: string): void => void navigate({ search: { task: name }, replace: true });
  return (
    <>
      <div className="flow">
        <Graph tasks={tasks} chosen={chosen} onChoose={choose} />
        <TaskOfFlow name={chosen} tasks={tasks} onChoose={choose} />
      </div>
      <h2>{t('list')}</h2>
      <TaskList tasks={tasks} />
    </>
  );
}
