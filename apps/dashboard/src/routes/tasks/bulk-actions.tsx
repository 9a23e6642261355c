import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { bulkPreviewQuery } from '../../api/queries.ts';
import type { Selection } from '../../api/selection.ts';
import type { TaskFilter } from '../../api/task-filter.ts';
import { WAITING_STATES } from '../../api/task-states.ts';
import type { TaskRow, TaskState } from '../../api/types.ts';
import { useBulkJobs } from '../../bulk/bulk-context.ts';
import type { BulkAction } from '../../bulk/run-bulk.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** The states in which an action changes tasks. */
const AFFECTED: Readonly<Record<BulkAction, readonly TaskState[]>> = {
  cancel: ['running', ...WAITING_STATES],
  retry: ['failed', 'cancelled', 'expired'],
};

interface BulkActionsProps {
  /** The tasks that are selected, as far as the page has them. */
  readonly tasks: readonly TaskRow[];
  /** What the list is narrowed by. */
  readonly filter: TaskFilter;
  /** Whether all tasks that match the filter are selected, also those that the page has not loaded. */
  readonly isAll: boolean;
  readonly onAll: () => void;
  readonly onDone: () => void;
}

/** Actions on the selected tasks: what they will do is said before. */
export function BulkActions({ tasks, filter, isAll, onAll, onDone }: BulkActionsProps) {
  const t = useTranslations('actions');
  const list = useTranslations('tasks');
  const [asks, setAsks] = useState<{ readonly action: BulkAction; readonly selection: Selection }>();
  const selection = isAll ? { filter } : { ids: tasks.map(({ id }) => id) };
  const offered = (['cancel', 'retry'] as const).filter((action) =>
    (isAll ? (filter.state ?? AFFECTED[action]) : tasks.map(({ state }) => state)).some((state) =>
      AFFECTED[action].includes(state),
    ),
  );
  return (
    <div className="selection">
      <span>{isAll ? list('allSelected') : list('selected', { count: tasks.length })}</span>
      {offered.map((action) => (
        <button key={action} type="button" onClick={() => setAsks({ action, selection })}>
          {t(action)}
        </button>
      ))}
      {!isAll && (
        <button type="button" onClick={onAll}>
          {list('selectAll')}
        </button>
      )}
      <button type="button" onClick={onDone}>
        {list('clear')}
      </button>
      {asks !== undefined && <BulkDialog {...asks} onDone={onDone} onClose={() => setAsks(undefined)} />}
    </div>
  );
}

interface BulkDialogProps {
  readonly action: BulkAction;
  readonly selection: Selection;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Says what the daemon would do with the tasks as they are now, and begins it. */
function BulkDialog({ action, selection, onDone, onClose }: BulkDialogProps) {
  const t = useTranslations('actions');
  const loading = useTranslations();
  const { start } = useBulkJobs();
  const { data: preview, error } = useQuery(bulkPreviewQuery(action, selection));
  const count = preview?.count ?? ('ids' in selection ? selection.ids.length : 0);
  const running = preview?.running ?? 0;
  return (
    <Confirm
      title={t(action === 'cancel' ? 'cancelTitle' : 'retryTitle', { count })}
      detail={
        <>
          {error !== null && <span className="problem">{error.message}</span>}
          {preview === undefined && error === null && loading('loading')}
          {preview !== undefined &&
            (action === 'cancel'
              ? t('cancelDetail', { running, waiting: count - running })
              : t('retryDetail', { count }))}
        </>
      }
      action={t(action)}
      asksReason={action === 'cancel'}
      onConfirm={async (reason) => {
        start({ action, selection, count, reason });
        onDone();
      }}
      onClose={onClose}
    />
  );
}
