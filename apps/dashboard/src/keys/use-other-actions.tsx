import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { client } from '../api/client.ts';
import { projectsQuery, schedulesQuery } from '../api/queries.ts';
import { ConfirmPause } from '../components/confirm-pause.tsx';
import { type Hit, hasWords } from './hit.ts';

/** Returns what an operator can do with projects and schedules, and the form of a task, by the words of a text. */
export function useOtherActions(text: string): readonly Hit[] {
  const t = useTranslations('actions');
  const keys = useTranslations('keys');
  const form = useTranslations('taskForm');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: projects } = useQuery(projectsQuery);
  const { data: schedules } = useQuery(schedulesQuery);
  if (text === '') return [];
  const kind = keys('action');
  const refreshed = async (request: Promise<unknown>): Promise<void> => {
    await request;
    await queries.invalidateQueries();
  };
  const hits: Hit[] = [
    { key: 'submit', text: form('submit'), kind, go: async () => navigate({ to: '/plugins' }) },
    ...(projects?.items ?? []).map(({ id, isPaused }) => ({
      key: `pause ${id}`,
      text: keys('act', { action: t(isPaused ? 'resume' : 'pause'), name: id }),
      kind,
      go: async () => navigate({ to: '/projects/$id', params: { id } }),
      ...(isPaused
        ? { act: async () => refreshed(client.projects.resume({ id })) }
        : { ask: (onClose: () => void) => <ConfirmPause id={id} onClose={onClose} /> }),
    })),
    ...(schedules?.items ?? []).flatMap(({ id, paused }) =>
      (['run', paused ? 'resume' : 'pause'] as const).map((action) => ({
        key: `${action} schedule ${id}`,
        text: keys('act', { action: t(action === 'run' ? 'runNow' : action), name: id }),
        kind,
        go: async () => navigate({ to: '/schedules' }),
        act: async () => refreshed(client.schedules[action]({ id })),
      })),
    ),
  ];
  return hits.filter((hit) => hasWords(hit.text, text));
}
