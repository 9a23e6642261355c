import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { BulkProgress } from '../bulk/bulk-progress.tsx';
import { Shortcuts } from '../keys/shortcuts.tsx';
import { useLiveState } from '../live/live-provider.tsx';
import { MissedNotice } from '../live/missed-notice.tsx';
import { PLACES } from './places.ts';

/** Navigation beside a place. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('places');
  return (
    <div className="shell">
      <header>
        <a className="skip" href="#content">
          {t('skip')}
        </a>
        <span className="brand">PoppoBuilder</span>
        <nav aria-label={t('navigation')}>
          <ul>
            {PLACES.map(({ to, name }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                  {t(name)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <LiveIndicator />
      </header>
      <main id="content" tabIndex={-1}>
        <MissedNotice />
        <BulkProgress />
        {children}
      </main>
      <Shortcuts />
    </div>
  );
}

function LiveIndicator() {
  const t = useTranslations('live');
  const state = useLiveState();
  return (
    <output className="live" data-state={state}>
      {t(state)}
    </output>
  );
}
