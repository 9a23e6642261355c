import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { sessionsQuery } from '../../api/queries.ts';
import { Moment } from '../../components/moment.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { SignOut } from './sign-out.tsx';

/** Browsers that are signed in. */
export function Sessions() {
  const t = useTranslations('settings');
  const { data } = useQuery(sessionsQuery);
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
            <RevokeButton name={id} revoke={async () => client.access.revokeSession({ id })} />
          </li>
        ))}
      </ul>
      <SignOut />
    </section>
  );
}
