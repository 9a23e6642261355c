import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useIsOperator } from '../../session/session-context.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** What a {@link RevokeButton} revokes. */
export interface RevokeButtonProps {
  readonly name: string;
  readonly revoke: () => Promise<unknown>;
}

/** Takes a token or a session back, once that is confirmed. Offered to operators. */
export function RevokeButton({ name, revoke }: RevokeButtonProps) {
  const t = useTranslations('settings');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  if (!isOperator) return null;
  return (
    <>
      <button type="button" className="end" onClick={() => setAsks(true)}>
        {t('revoke')}
      </button>
      {asks && (
        <Confirm
          title={t('revokeTitle', { name })}
          detail={t('revokeDetail')}
          action={t('revoke')}
          onConfirm={async () => {
            await revoke();
            await queries.invalidateQueries();
          }}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
