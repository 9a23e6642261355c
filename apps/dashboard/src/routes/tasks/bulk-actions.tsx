import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { WAITING_STATES } from '../../api/task-states.ts';
import type { TaskRow } from '../../api/types.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** What to do with several tasks. */
type Bulk = 'cancel' | 'retry';

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
  const queries = useQueryClient();
  const [asks, setAsks] = useState<Bulk>();
  const [done, setDone] = useState(0);
  const running = tasks.filter(({ state }) => state === 'running');
  const waiting = tasks.filter(({ state }) => WAITING_STATES.some((one) => one === state));
  const ended = tasks.filter(
    ({ state }) => state === 'failed' || state === 'cancelled' || state === 'expired',
  );
  const affected = asks === 'retry' ? ended : [...running, ...waiting];
  const run = async (reason: string | undefined): Promise<void> => {
    const problems: string[] = [];
    for (const [index, { id }] of affected.entries()) {
      try {
        if (asks === 'retry') await client.tasks.retry({ id });
        else await client.tasks.cancel({ id, ...(reason === undefined ? {} : { reason }) });
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
      setDone(index + 1);
    }
    await queries.invalidateQueries();
    const [message] = problems;
    if (message !== undefined) throw new Error(t('failedSome', { failed: problems.length, message }));
    onDone();
  };
  return (
    <div className="selection">
      <span>{list('selected', { count: tasks.length })}</span>
      {running.length + waiting.length > 0 && (
        <button type="button" onClick={() => setAsks('cancel')}>
          {t('cancel')}
        </button>
      )}
      {ended.length > 0 && (
        <button type="button" onClick={() => setAsks('retry')}>
          {t('retry')}
        </button>
      )}
      <button type="button" onClick={onDone}>
        {list('clear')}
      </button>
      {asks !== undefined && (
        <Confirm
          title={t(asks === 'cancel' ? 'cancelTitle' : 'retryTitle', { count: affected.length })}
          detail={
            <>
              {asks === 'cancel'
                ? t('cancelDetail', { running: running.length, waiting: waiting.length })
                : t('retryDetail', { count: affected.length })}
              {done > 0 && (
                <p>
                  <progress value={done} max={affected.length} />{' '}
                  {t('progress', { done, count: affected.length })}
                </p>
              )}
            </>
          }
          action={t(asks)}
          asksReason={asks === 'cancel'}
          onConfirm={run}
          onClose={() => {
            setAsks(undefined);
            setDone(0);
          }}
        />
      )}
    </div>
  );
}
