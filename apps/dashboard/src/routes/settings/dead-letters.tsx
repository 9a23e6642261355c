import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { deadLettersQuery } from '../../api/queries.ts';
import type { DeadLetter } from '../../api/types.ts';
import { Moment } from '../../components/moment.tsx';
import { PlaceError } from '../../components/place-error.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { useIsOperator } from '../../session/session-context.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** How many one request submits again. */
const LIMIT = 10_000;

/** What failed for good; an operator submits it again, one by one or all. */
export function DeadLetters() {
  const t = useTranslations('deadLetters');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(deadLettersQuery);
  const [asks, setAsks] = useState(false);
  const redrive = useMutation({
    mutationFn: async (ids?: readonly string[]) =>
      client.deadLetters.redrive(ids === undefined ? { limit: LIMIT } : { ids: [...ids] }),
    onSettled: async () => queries.invalidateQueries(),
  });
  const letters = data?.pages.flatMap(({ items }) => items);
  return (
    <section aria-labelledby="dead-letters">
      <h2 id="dead-letters">{t('title')}</h2>
      {error !== null && <PlaceError error={error} />}
      {letters?.length === 0 && <p className="empty">{t('none')}</p>}
      {letters !== undefined && letters.length > 0 && (
        <ul className="rows">
          {letters.map((letter) => (
            <Letter key={letter.id} letter={letter}>
              {isOperator && (
                <button
                  type="button"
                  className="end"
                  aria-label={t('redriveOne', { id: letter.id })}
                  disabled={redrive.isPending}
                  onClick={() => redrive.mutate([letter.id])}
                >
                  {t('redrive')}
                </button>
              )}
            </Letter>
          ))}
        </ul>
      )}
      <div className="actions after-rows">
        {hasNextPage && (
          <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('more')}
          </button>
        )}
        {isOperator && letters !== undefined && letters.length > 1 && (
          <button type="button" onClick={() => setAsks(true)}>
            {t('redriveAll')}
          </button>
        )}
        <output>{redrive.data !== undefined && t('redriven', { count: redrive.data.ids.length })}</output>
        {redrive.error !== null && !asks && (
          <span className="problem" role="alert">
            {redrive.error.message}
          </span>
        )}
      </div>
      {asks && (
        <Confirm
          title={t('titleAll')}
          detail={t('detailAll', { count: letters?.length ?? 0, more: String(hasNextPage) })}
          action={t('redriveAll')}
          onConfirm={async () => void (await redrive.mutateAsync(undefined))}
          onClose={() => setAsks(false)}
        />
      )}
    </section>
  );
}

interface LetterProps {
  readonly letter: DeadLetter;
  readonly children: React.ReactNode;
}

function Letter({ letter: { id, type, projectId, attempts, failedAt, error }, children }: LetterProps) {
  const t = useTranslations('deadLetters');
  return (
    <li>
      <TaskLink id={id} />
      <span className="quiet">
        {projectId} · {type} · {t('attempts', { count: attempts })}
      </span>
      <Moment at={failedAt} isInRow />
      {children}
      <p className="message problem">
        <code>{error.code}</code> {error.message}
      </p>
    </li>
  );
}
