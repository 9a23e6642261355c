import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { flowQuery } from '../../../api/queries.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { LinkedTasks } from './linked-tasks.tsx';

/** The tasks of a flow that a task depends on, and those that depend on it. */
export function Relatives({ id, flow }: { readonly id: string; readonly flow: string }) {
  const t = useTranslations('why');
  const query = useQuery(flowQuery(flow));
  return (
    <QueryView query={query}>
      {({ tasks }) => {
        const [name, own] = Object.entries(tasks).find(([, task]) => task.id === id) ?? [];
        if (name === undefined || own === undefined) return null;
        // A parent outside of the flow is named by its id.
        const parents = own.dependsOn.map((parent) =>
          Object.hasOwn(tasks, parent) ? (tasks[parent] ?? { id: parent }) : { id: parent },
        );
        const children = Object.values(tasks).filter(({ dependsOn }) => dependsOn.includes(name));
        return (
          <>
            <LinkedTasks title={t('parents')} tasks={parents} />
            <LinkedTasks title={t('children')} tasks={children} />
          </>
        );
      }}
    </QueryView>
  );
}
