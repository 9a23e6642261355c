import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import type { TaskDetails } from '../../api/types.ts';
import { TaskLink } from '../../components/task-link.tsx';
import { useIsOperator } from '../../session/session-context.ts';
import { Json } from './json.tsx';

const ChangedInput = lazy(async () => import('./changed-input.tsx'));

type Given = NonNullable<TaskDetails['task']>;

/** The task as it was submitted; it can be run again as it was, or with changes. */
export function Input({ task: { task, tags } }: { readonly task: TaskDetails }) {
  const isOperator = useIsOperator();
  return (
    <>
      {isOperator && task !== undefined && <RunAgain task={task} tags={tags} />}
      <Json value={task} />
    </>
  );
}

function RunAgain({ task, tags }: { readonly task: Given; readonly tags: TaskDetails['tags'] }) {
  const t = useTranslations('taskForm');
  const queries = useQueryClient();
  const [isChanging, setIsChanging] = useState(false);
  // The daemon fills in the folder of the project, and an id of its own.
  const { id: _id, projectPath: _path, ...again } = task;
  const run = useMutation({
    mutationFn: async () =>
      client.tasks.submit({
        task: again as typeof again & { type: string; projectId: string },
        ...(tags === undefined ? {} : { options: { tags } }),
      }),
    onSuccess: async () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
  return (
    <>
      <div className="actions">
        <button type="button" disabled={run.isPending} onClick={() => run.mutate()}>
          {t('runAgain')}
        </button>
        <button type="button" aria-expanded={isChanging} onClick={() => setIsChanging(!isChanging)}>
          {t('runChanged')}
        </button>
      </div>
      <output>
        {run.data !== undefined && (
          <>
            {t('submitted')} <TaskLink id={run.data.id} />
          </>
        )}
      </output>
      {run.error !== null && (
        <p className="problem" role="alert">
          {run.error.message}
        </p>
      )}
      {isChanging && (
        <Suspense>
          <ChangedInput task={again} tags={tags} />
        </Suspense>
      )}
    </>
  );
}
