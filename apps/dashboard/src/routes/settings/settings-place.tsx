import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import {
  deadLettersQuery,
  notificationsQuery,
  overviewQuery,
  sessionsQuery,
  tokensQuery,
} from '../../api/queries.ts';
import { PlaceHead } from '../../components/place-head.tsx';
import { isAnyLoading, WhenLoaded } from '../../components/when-loaded.tsx';
import { Appearance } from './appearance.tsx';
import { DaemonFacts } from './daemon-facts.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Health } from './health.tsx';
import { Notifications } from './notifications.tsx';
import { Sessions } from './sessions.tsx';
import { Tokens } from './tokens.tsx';

const PARTS = [tokensQuery, sessionsQuery, notificationsQuery, overviewQuery] as const;

/** How the page looks, who may use the daemon, and what the daemon is. */
export function SettingsPlace() {
  const places = useTranslations('places');
  const isLoading = useQueries({ queries: PARTS, combine: isAnyLoading });
  const letters = useInfiniteQuery(deadLettersQuery);
  return (
    <>
      <PlaceHead name={places('settings')} />
      <Appearance />
      <WhenLoaded isLoading={isLoading || letters.isLoading}>
        <Tokens />
        <Sessions />
        <Notifications />
        <DeadLetters />
        <DaemonFacts />
        <Health />
      </WhenLoaded>
    </>
  );
}
