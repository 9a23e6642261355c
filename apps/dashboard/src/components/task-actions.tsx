import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { actOnTask } from '../api/act-on-task.ts';
import { refreshTask } from '../api/refresh-task.ts';
import { actionsOf } from '../api/task-actions.ts';
import type { TaskRow } from '../api/types.ts';
import { useIsOperator } from '../session/session-context.ts';
import { ConfirmTaskAction } from './confirm-task-action.tsx';

/** What an operator can do with a task now. Nothing is offered that cannot work. */
export function TaskActions({ task }: { readonly task: Pick<TaskRow, 'id' | 'state' | 'waitingFor'> }) {
  const t = useTranslations('actions');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'cancel' | 'reject'>();
  const { id } = task;
  const act = useMutation({
    mutationFn: async (action: 'approve' | 'retry') => actOnTask(task, action),
    onSettled: async () => refreshTask(queries, id),
  });
  if (!isOperator) return null;
  return (
    <span className="actions">
      {actionsOf(task).map((action) => (
        <button
          key={action}
          type="button"
          className={action === 'approve' ? 'primary' : undefined}
          disabled={act.isPending}
          onClick={() => (action === 'approve' || action === 'retry' ? act.mutate(action) : setAsks(action))}
        >
          {t(action)}
        </button>
      ))}
      {act.error !== null && (
        <span className="problem" role="alert">
          {act.error.message}
        </span>
      )}
      {asks !== undefined && (
        <ConfirmTaskAction task={task} action={asks} onClose={() => setAsks(undefined)} />
      )}
    </span>
  );
}
