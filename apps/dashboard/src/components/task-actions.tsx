import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../api/client.ts';
import { type TaskRow, type TaskState } from '../api/types.ts';
import { useIsOperator } from '../session/session-context.ts';
import { Confirm } from '../ui/confirm.tsx';

const OPEN: readonly TaskState[] = ['scheduled', 'blocked', 'queued', 'running'];
const RETRIABLE: readonly TaskState[] = ['failed', 'cancelled', 'expired'];

/** What an operator can do with a task now. Nothing is offered that cannot work. */
export function TaskActions({ task }: { readonly task: Pick<TaskRow, 'id' | 'state' | 'waitingFor'> }) {
  const t = useTranslations('actions');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'cancel' | 'reject'>();
  const { id, state } = task;
  const refresh = async (): Promise<void> => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['task', id] }),
      queries.invalidateQueries({ queryKey: ['tasks'] }),
      queries.invalidateQueries({ queryKey: ['overview'] }),
    ]);
  };
  const approve = useMutation({ mutationFn: async () => client.tasks.approve({ id }), onSettled: refresh });
  const retry = useMutation({ mutationFn: async () => client.tasks.retry({ id }), onSettled: refresh });
  if (!isOperator) return null;
  const needsApproval = task.waitingFor?.code === 'APPROVAL';
  const error = approve.error ?? retry.error;
  return (
    <span className="actions">
      {needsApproval && (
        <>
          <button
            type="button"
            className="primary"
            disabled={approve.isPending}
            onClick={() => approve.mutate()}
          >
            {t('approve')}
          </button>
          <button type="button" onClick={() => setAsks('reject')}>
            {t('reject')}
          </button>
        </>
      )}
      {RETRIABLE.includes(state) && (
        <button type="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
          {t('retry')}
        </button>
      )}
      {OPEN.includes(state) && !needsApproval && (
        <button type="button" onClick={() => setAsks('cancel')}>
          {t('cancel')}
        </button>
      )}
      {error !== null && (
        <span className="problem" role="alert">
          {error.message}
        </span>
      )}
      {asks === 'cancel' && (
        <Confirm
          title={t('cancelTitle', { count: 1 })}
          detail={t('cancelDetail', {
            running: state === 'running' ? 1 : 0,
            waiting: state === 'running' ? 0 : 1,
          })}
          action={t('cancel')}
          asksReason
          onConfirm={async (reason) => {
            await client.tasks.cancel({ id, ...(reason === undefined ? {} : { reason }) });
            await refresh();
          }}
          onClose={() => setAsks(undefined)}
        />
      )}
      {asks === 'reject' && (
        <Confirm
          title={t('rejectTitle', { id })}
          detail={t('rejectDetail')}
          action={t('reject')}
          asksReason
          onConfirm={async (reason) => {
            await client.tasks.reject({ id, ...(reason === undefined ? {} : { reason }) });
            await refresh();
          }}
          onClose={() => setAsks(undefined)}
        />
      )}
    </span>
  );
}
