import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { actOnTask } from '../api/act-on-task.ts';
import { foundTasksQuery, taskQuery, tasksInQuery } from '../api/queries.ts';
import { refreshTask } from '../api/refresh-task.ts';
import { actionsOf, STATES_OF_ACTIONS, type TaskAction } from '../api/task-actions.ts';
import { ConfirmTaskAction } from '../components/confirm-task-action.tsx';
import type { Hit } from './hit.ts';

const ACTIONS: readonly TaskAction[] = ['approve', 'reject', 'retry', 'cancel'];

/** How many tasks are offered with an action. */
const MAX_TASKS = 10;

/** Returns what can be done with the task of this place, and with tasks where the text names an action, such as `cancel shop`. */
export function useTaskActions(text: string): readonly Hit[] {
  const t = useTranslations('actions');
  const keys = useTranslations('keys');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { id: here } = useParams({ strict: false });
  const words = text.toLowerCase().split(/\s+/);
  const isOf = (action: TaskAction) => (word: string) =>
    word.length > 1 && t(action).toLowerCase().startsWith(word);
  const named = ACTIONS.filter((action) => words.some(isOf(action)));
  const rest = words.filter((word) => !named.some((action) => isOf(action)(word))).join(' ');
  const states = [...new Set(named.flatMap((action) => STATES_OF_ACTIONS[action]))];
  const isNamed = named.length > 0;
  const placeholderData = keepPreviousData;
  const { data: found } = useQuery({
    ...foundTasksQuery(rest),
    enabled: isNamed && rest !== '',
    placeholderData,
  });
  const { data: first } = useQuery({
    ...tasksInQuery(states, MAX_TASKS),
    enabled: isNamed && rest === '',
    placeholderData,
  });
  const { data: open } = useQuery({ ...taskQuery(here ?? ''), enabled: here !== undefined });
  const others = isNamed ? ((rest === '' ? first : found)?.items ?? []) : [];
  const isWanted = (action: TaskAction): boolean => (isNamed ? named.includes(action) : text === '');
  const tasks = open === undefined ? others : [open, ...others.filter(({ id }) => id !== open.id)];
  return tasks.flatMap((task) =>
    actionsOf(task)
      .filter(isWanted)
      .map((action) => ({
        key: `${action} ${task.id}`,
        text: keys('act', { action: t(action), name: task.id }),
        kind: keys('action'),
        go: async () => navigate({ to: '/tasks/$id', params: { id: task.id } }),
        ...(action === 'approve' || action === 'retry'
          ? {
              act: async () => {
                await actOnTask(task, action);
                await refreshTask(queries, task.id);
              },
            }
          : {
              ask: (onClose: () => void) => (
                <ConfirmTaskAction task={task} action={action} onClose={onClose} />
              ),
            }),
      })),
  );
}
