import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { bulkPreviewQuery } from '../../api/queries.ts';
import { WAITING_STATES } from '../../api/task-states.ts';
import type { TaskRow } from '../../api/types.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** What to do with several tasks. */
type Bulk = 'cancel' | 'retry';

/** How many tasks one request changes, so that the progress is seen. */
const PAGE = 25;

const CANCELLABLE: readonly string[] = ['running', ...WAITING_STATES];
const RETRIABLE: readonly string[] = ['failed', 'cancelled', 'expired'];

/** Actions on the selected tasks: what they will do is said before, how far they are while they do it. */
export function BulkActions({
  tasks,
  onDone,
}: {
  readonly tasks: readonly TaskRow[];
  readonly onDone: () => void;
}) {
  const t = useTranslations('actions');
  const list = useTranslations('tasks');
  const [asks, setAsks] = useState<{ readonly action: Bulk; readonly ids: readonly string[] }>();
  const ask = (action: Bulk) => () => setAsks({ action, ids: tasks.map(({ id }) => id) });
  return (
    <div className="selection">
      <span>{list('selected', { count: tasks.length })}</span>
      {tasks.some(({ state }) => CANCELLABLE.includes(state)) && (
        <button type="button" onClick={ask('cancel')}>
          {t('cancel')}
        </button>
      )}
      {tasks.some(({ state }) => RETRIABLE.includes(state)) && (
        <button type="button" onClick={ask('retry')}>
          {t('retry')}
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
  readonly ids: readonly string[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Says what the daemon would do with the tasks as they are now, and does it. */
function BulkDialog({ action, ids, onDone, onClose }: BulkDialogProps) {
  const t = useTranslations('actions');
  const loading = useTranslations();
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const { data: preview, error } = useQuery(bulkPreviewQuery(action, ids));
  const run = async (reason: string | undefined): Promise<void> => {
    const problems: string[] = [];
    for (let begin = 0; begin < ids.length; begin += PAGE) {
      const page = ids.slice(begin, begin + PAGE);
      const given = action === 'retry' || reason === undefined ? {} : { reason };
      const result = await client.bulk.run({ action, ids: [...page], limit: PAGE, ...given });
      problems.push(...result.failed.map(({ message }) => message));
      setDone((known) => known + result.done.length);
    }
    await queries.invalidateQueries();
    const [message] = problems;
    if (message !== undefined) throw new Error(t('failedSome', { failed: problems.length, message }));
    onDone();
  };
  const count = preview?.count ?? ids.length;
  const running = preview?.states.running ?? 0;
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
