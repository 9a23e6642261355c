import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../api/client.ts';
import type { Hold } from '../api/types.ts';
import { useIsOperator } from '../session/session-context.ts';
import { Moment } from './moment.tsx';

/** Why a hold keeps tasks from starting, and until when; an operator releases it. */
export function HoldRow({ hold: { id, reason, until, by } }: { readonly hold: Hold }) {
  const actions = useTranslations('actions');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const release = useMutation({
    mutationFn: async () => client.holds.release({ id }),
    onSettled: async () => queries.invalidateQueries(),
  });
  return (
    <li>
      <span className="reason">
        <code>{reason.code}</code> {reason.message}
      </span>
      <span className="quiet">{by}</span>
      {until !== undefined && <Moment at={until} />}
      {isOperator && (
        <button type="button" className="end" disabled={release.isPending} onClick={() => release.mutate()}>
          {actions('release')}
        </button>
      )}
      {release.error !== null && (
        <span className="problem" role="alert">
          {release.error.message}
        </span>
      )}
    </li>
  );
}
