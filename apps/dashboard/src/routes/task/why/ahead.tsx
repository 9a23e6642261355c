import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { tasksOfKeyQuery } from '../../../api/queries.ts';
import type { TaskDetails } from '../../../api/types.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { LinkedTasks } from './linked-tasks.tsx';

/** The tasks of a key that were submitted before a task and have not ended, the first one first. */
export function AheadOf({ name, task }: { readonly name: string; readonly task: TaskDetails }) {
  const t = useTranslations('why');
  const query = useQuery(tasksOfKeyQuery(name, task.createdAt));
  return (
    <QueryView query={query}>
      {({ items }) => <LinkedTasks title={t('ahead', { key: name })} tasks={items.toReversed()} />}
    </QueryView>
  );
}
