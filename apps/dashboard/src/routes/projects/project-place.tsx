import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { budgetsQuery, holdsQuery, projectDetailsQuery, projectsQuery } from '../../api/queries.ts';
import type { Project } from '../../api/types.ts';
import { ConfirmPause } from '../../components/confirm-pause.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { isAnyLoading, WhenLoaded } from '../../components/when-loaded.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { HistorySection } from '../../history/history-section.tsx';
import { useIsOperator } from '../../session/session-context.ts';
import { Budgets } from '../overview/budgets.tsx';
import { Holds } from './holds.tsx';
import { ProjectDetails } from './project-details.tsx';
import { ProjectState } from './project-state.tsx';

/** A project: its settings, what holds its tasks, pause and resume. */
export function ProjectPlace() {
  const { id } = useParams({ from: '/projects/$id' });
  const query = useQuery(projectsQuery);
  const isLoading = useQueries({
    queries: [holdsQuery, budgetsQuery, projectDetailsQuery(id)] as const,
    combine: isAnyLoading,
  });
  return (
    <WhenLoaded isLoading={query.isLoading || isLoading}>
      <QueryView query={query}>
        {({ items }) => {
          const project = items.find((one) => one.id === id);
          return project === undefined ? <NoProject id={id} /> : <Loaded project={project} />;
        }}
      </QueryView>
    </WhenLoaded>
  );
}

function NoProject({ id }: { readonly id: string }) {
  const t = useTranslations('notFound');
  return <NotFound text={t('project', { id })} back={<Link to="/projects">{t('allProjects')}</Link>} />;
}

function Loaded({ project }: { readonly project: Project }) {
  const t = useTranslations('projects');
  const { range = 'day' } = useSearch({ from: '/projects/$id' });
  const navigate = useNavigate({ from: '/projects/$id' });
  const { id, path, repository, concurrency, weight, approval } = project;
  const facts = [
    [t('repository'), repository ?? '–'],
    [t('path'), path],
    [t('slots'), concurrency],
    [t('weight'), weight],
    [t('approval'), approval],
  ] as const;
  return (
    <>
      <PlaceHead name={id}>
        <ProjectState project={project} />
        <PauseButton project={project} />
      </PlaceHead>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <Link to="/tasks" search={{ project: id }}>
          {t('tasks')}
        </Link>
      </p>
      <Holds project={id} />
      <Budgets project={id} />
      <ProjectDetails id={id} />
      <HistorySection
        project={id}
        range={range}
        onRange={(chosen) => void navigate({ search: { range: chosen }, replace: true })}
      />
    </>
  );
}

function PauseButton({ project: { id, isPaused } }: { readonly project: Project }) {
  const actions = useTranslations('actions');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const resume = useMutation({
    mutationFn: async () => client.projects.resume({ id }),
    onSettled: async () => queries.invalidateQueries(),
  });
  if (!isOperator) return null;
  return (
    <>
      <button type="button" onClick={() => (isPaused ? resume.mutate() : setAsks(true))}>
        {actions(isPaused ? 'resume' : 'pause')}
      </button>
      {resume.error !== null && <span className="problem">{resume.error.message}</span>}
      {asks && <ConfirmPause id={id} onClose={() => setAsks(false)} />}
    </>
  );
}
