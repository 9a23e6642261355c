import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

/** Says how to sign in. */
export function SignedOut() {
  const t = useTranslations('signedOut');
  useEffect(() => {
    document.title = `${t('title')} · PoppoBuilder`;
    // A link that was used is of no use any more.
    if (location.pathname === '/sign-in') history.replaceState(undefined, '', '/');
  }, [t]);
  return (
    <main className="signed-out">
      <h1>{t('title')}</h1>
      <p>{t('explanation')}</p>
      <pre>
        <code>poppo open</code>
      </pre>
      <p className="quiet">{t('roles')}</p>
    </main>
  );
}
