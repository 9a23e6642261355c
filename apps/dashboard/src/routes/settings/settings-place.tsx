import { useTranslations } from 'use-intl';
import { PlaceHead } from '../../components/place-head.tsx';
import { Appearance } from './appearance.tsx';
import { DaemonFacts } from './daemon-facts.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Health } from './health.tsx';
import { Notifications } from './notifications.tsx';
import { Sessions } from './sessions.tsx';
import { Tokens } from './tokens.tsx';

/** How the page looks, who may use the daemon, and what the daemon is. */
export function SettingsPlace() {
  const places = useTranslations('places');
  return (
    <>
      <PlaceHead name={places('settings')} />
      <Appearance />
      <Tokens />
      <Sessions />
      <Notifications />
      <DeadLetters />
      <DaemonFacts />
      <Health />
    </>
  );
}
