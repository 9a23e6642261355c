import { ApiError } from '@poppobuilder/api/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { taskQuery, timelineQuery, transcriptQuery } from '../../api/queries.ts';
import type { TaskDetails } from '../../api/types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { LastLogLine } from '../../components/last-log-line.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { isAnyLoading, WhenLoaded } from '../../components/when-loaded.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Reason } from '../../components/reason.tsx';
import { StateLabel } from '../../components/state-label.tsx';
import { Tags } from '../../components/tags.tsx';
import { TaskActions } from '../../components/task-actions.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { Agent } from './agent/agent.tsx';
import { ErrorReport } from './error-report.tsx';
import { Input } from './input.tsx';
import { Log } from './log.tsx';
import { Result } from './result/result.tsx';
import type { TabName } from './tabs.ts';
import { TaskLinks } from './task-links.tsx';
import { Timeline } from './timeline.tsx';
import { Why } from './why/why.tsx';

/** A task: its state with the reason, what can be done, and its parts. */
export function TaskPlace() {
  const { id } = useParams({ from: '/tasks/$id' });
  const query = useQuery(taskQuery(id));
  const isLoading = useQueries({
    queries: [transcriptQuery(id), timelineQuery(id)] as const,
    combine: isAnyLoading,
  });
  if (query.error instanceof ApiError && query.error.status === 404) return <NoTask id={id} />;
  return (
    <WhenLoaded isLoading={query.isLoading || isLoading}>
      <QueryView query={query}>{(task) => <Loaded task={task} />}</QueryView>
    </WhenLoaded>
  );
}

function NoTask({ id }: { readonly id: string }) {
  const t = useTranslations('notFound');
  return <NotFound text={t('task', { id })} back={<Link to="/tasks">{t('allTasks')}</Link>} />;
}

function Loaded({ task }: { readonly task: TaskDetails }) {
  const t = useTranslations('task');
  const copy = useTranslations('copy');
  const { tab } = useSearch({ from: '/tasks/$id' });
  const navigate = useNavigate({ from: '/tasks/$id' });
  const transcript = useQuery(transcriptQuery(task.id));
  const hasAgent = (transcript.data?.parts.length ?? 0) > 0;
  const isOver = task.finishedAt !== undefined;
  const tabs: Tab<TabName>[] = [
    { name: 'timeline', label: t('timeline'), content: () => <Timeline task={task} /> },
    ...(hasAgent || tab === 'agent'
      ? [{ name: 'agent' as const, label: t('agent'), content: () => <Agent id={task.id} isOver={isOver} /> }]
      : []),
    { name: 'log', label: t('log'), content: () => <Log id={task.id} isOver={isOver} /> },
    ...(task.result === undefined
      ? []
      : [{ name: 'result' as const, label: t('result'), content: () => <Result task={task} /> }]),
    { name: 'input', label: t('input'), content: () => <Input task={task} /> },
    ...(isOver && task.flow === undefined
      ? []
      : [{ name: 'why' as const, label: t('why'), content: () => <Why task={task} /> }]),
  ];
  return (
    <>
      <PlaceHead name={task.id}>
        <StateLabel state={task.state} />
        {task.waitingFor !== undefined && <Reason reason={task.waitingFor} />}
        <TaskActions task={task} />
        <CopyButton label={copy('id')} text={() => task.id} />
        <CopyButton label={copy('link')} text={() => location.href} />
      </PlaceHead>
      <TaskLinks task={task} />
      {task.state === 'running' && <LastLogLine id={task.id} />}
      <Tags tags={task.tags} />
      <ErrorReport task={task} />
      <Tabs
        label={t('tabs')}
        tabs={tabs}
        open={tab ?? 'timeline'}
        onOpen={(name) => void navigate({ search: (current) => ({ ...current, tab: name }), replace: true })}
      />
    </>
  );
}
