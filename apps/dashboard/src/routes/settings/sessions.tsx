import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { sessionsQuery } from '../../api/queries.ts';
import { Moment } from '../../components/moment.tsx';
import { useIsOperator } from '../../session/session-context.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** Browsers that are signed in. */
export function Sessions() {
  const t = useTranslations('settings');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const { data } = useQuery(sessionsQuery);
  const [revoked, setRevoked] = useState<string>();
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions')}</h2>
      <ul className="rows">
        {data?.items.map(({ id, role, createdAt, expiresAt, isCurrent }) => (
          <li key={id}>
            <code>{id}</code>
            <span className="quiet">
              {t(role)}
              {isCurrent && ` · ${t('thisSession')}`}
            </span>
            <span>
              {t('created')} <Moment at={createdAt} />
            </span>
            <span>
              {t('expires')} <Moment at={expiresAt} />
            </span>
            {isOperator && (
              <button type="button" className="end" onClick={() => setRevoked(id)}>
                {t('revoke')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {revoked !== undefined && (
        <Confirm
          title={t('revokeTitle', { name: revoked })}
          detail={t('revokeDetail')}
          action={t('revoke')}
          onConfirm={async () => {
            await client.access.revokeSession({ id: revoked });
            await queries.invalidateQueries();
          }}
          onClose={() => setRevoked(undefined)}
        />
      )}
    </section>
  );
}
