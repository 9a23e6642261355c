import { useTranslations } from 'use-intl';
import { useMissed } from './live-provider.tsx';

/** Says that events were missed, after which everything was loaded again, until somebody has read it. */
export function MissedNotice() {
  const t = useTranslations('live');
  const close = useTranslations('actions');
  const { hasMissed, forget } = useMissed();
  return (
    <div className={hasMissed ? 'notice' : undefined}>
      <output>{hasMissed && t('missed')}</output>
      {hasMissed && (
        <button type="button" onClick={forget}>
          {close('close')}
        </button>
      )}
    </div>
  );
}
