import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { accountsQuery } from '../../api/queries.ts';
import type { Account } from '../../api/types.ts';
import { Moment } from '../../components/moment.tsx';

/** How much of their limits the accounts of agents have used, and when each limit resets. */
export function Accounts() {
  const t = useTranslations('accounts');
  const { data } = useQuery(accountsQuery);
  const accounts = data?.items ?? [];
  if (accounts.length === 0) return null;
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">{t('title')}</h2>
      <ul className="rows">
        {accounts.map(({ key, windows, reportedAt }) => (
          <li key={key}>
            <code>{key}</code>
            <ul className="windows" aria-label={t('limitsOf', { key })}>
              {windows.map((window) => (
                <Window key={window.name} window={window} />
              ))}
            </ul>
            <span className="quiet end">
              {t('reported')} <Moment at={reportedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Window({ window: { name, used, resetsAt } }: { readonly window: Account['windows'][number] }) {
  const t = useTranslations('accounts');
  const format = useFormatter();
  const label = name === 'five_hour' || name === 'seven_day' ? t(name) : name;
  return (
    <li>
      {label} <meter aria-label={label} value={Math.min(used, 1)} />{' '}
      {t('used', { share: format.number(used, { style: 'percent' }) })}{' '}
      {resetsAt === undefined ? (
        <span className="quiet">{t('resetUnknown')}</span>
      ) : (
        <span className="quiet">
          {t('resets')} <Moment at={resetsAt} />
        </span>
      )}
    </li>
  );
}
