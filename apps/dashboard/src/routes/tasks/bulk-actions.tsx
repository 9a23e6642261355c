import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { bulkPreviewQuery } from '../../api/queries.ts';
import { partsOf, type Selection } from '../../api/selection.ts';
import type { TaskFilter } from '../../api/task-filter.ts';
import { WAITING_STATES } from '../../api/task-states.ts';
import type { TaskRow, TaskState } from '../../api/types.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** What to do with several tasks. */
type Bulk = 'cancel' | 'retry';

/** How many tasks one request changes, so that the progress is seen. */
const PAGE = 25;

/** The states in which an action changes tasks. */
const AFFECTED: Readonly<Record<Bulk, readonly TaskState[]>> = {
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

/** Actions on the selected tasks: what they will do is said before, how far they are while they do it. */
export function BulkActions({ tasks, filter, isAll, onAll, onDone }: BulkActionsProps) {
  const t = useTranslations('actions');
  const list = useTranslations('tasks');
  const [asks, setAsks] = useState<{ readonly action: Bulk; readonly selection: Selection }>();
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
  readonly action: Bulk;
  readonly selection: Selection;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Says what the daemon would do with the tasks as they are now, and does it. */
function BulkDialog({ action, selection, onDone, onClose }: BulkDialogProps) {
  const t = useTranslations('actions');
  const loading = useTranslations();
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const { data: preview, error } = useQuery(bulkPreviewQuery(action, selection));
  const run = async (reason: string | undefined): Promise<void> => {
    const problems: string[] = [];
    for (const part of partsOf(selection)) {
      let after: string | undefined;
      do {
        const given = action === 'retry' || reason === undefined ? {} : { reason };
        const result = await client.bulk.run({ action, ...part, after, limit: PAGE, ...given });
        problems.push(...result.failed.map(({ message }) => message));
        setDone((known) => known + result.done.length);
        after = result.next;
      } while (after !== undefined);
    }
    await queries.invalidateQueries();
    const [message] = problems;
    if (message !== undefined) throw new Error(t('failedSome', { failed: problems.length, message }));
    onDone();
  };
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
          {done > 0 && (
            <p>
              <progress value={done} max={count} aria-label={t('progress', { done, count })} />{' '}
              {t('progress', { done, count })}
            </p>
          )}
        </>
      }
      action={t(action)}
      asksReason={action === 'cancel'}
      onConfirm={run}
      onClose={onClose}
    />
  );
}
