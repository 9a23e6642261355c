import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../api/client.ts';
import { refreshTask } from '../api/refresh-task.ts';
import type { TaskRow } from '../api/types.ts';
import { Confirm } from '../ui/confirm.tsx';

/** What a {@link ConfirmTaskAction} asks. */
export interface ConfirmTaskActionProps {
  readonly task: Pick<TaskRow, 'id' | 'state'>;
  readonly action: 'cancel' | 'reject';
  readonly onClose: () => void;
}

/** Asks before a task is cancelled or rejected, and for the reason. */
export function ConfirmTaskAction({ task: { id, state }, action, onClose }: ConfirmTaskActionProps) {
  const t = useTranslations('actions');
  const queries = useQueryClient();
  const running = state === 'running' ? 1 : 0;
  return (
    <Confirm
      title={action === 'cancel' ? t('cancelTitle', { count: 1 }) : t('rejectTitle', { id })}
      detail={action === 'cancel' ? t('cancelDetail', { running, waiting: 1 - running }) : t('rejectDetail')}
      action={t(action)}
      asksReason
      onConfirm={async (reason) => {
        await client.tasks[action]({ id, ...(reason === undefined ? {} : { reason }) });
        await refreshTask(queries, id);
      }}
      onClose={onClose}
    />
  );
}
