import { useTranslations } from 'use-intl';
import { usePlace } from '../../components/use-place.ts';
import { Appearance } from './appearance.tsx';
import { DaemonFacts } from './daemon-facts.tsx';
import { Sessions } from './sessions.tsx';
import { Tokens } from './tokens.tsx';

/** How the page looks, who may use the daemon, and what the daemon is. */
export function SettingsPlace() {
  const places = useTranslations('places');
  usePlace(places('settings'));
  return (
    <>
      <div className="place-head">
        <h1>{places('settings')}</h1>
      </div>
      <Appearance />
      <Tokens />
      <Sessions />
      <DaemonFacts />
    </>
  );
}
