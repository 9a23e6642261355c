import { useTranslations } from 'use-intl';
import { PLACES } from '../components/places.ts';
import { Dialog } from '../ui/dialog.tsx';

/** All shortcuts. */
export default function Help({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('keys');
  const places = useTranslations('places');
  const actions = useTranslations('actions');
  const rows = [
    ['Ctrl K', t('palette')],
    ...PLACES.map(({ key, name }) => [`g ${key}`, t('goTo', { place: places(name) })] as const),
    ['j k', t('move')],
    ['Enter', t('open')],
    ['x', t('select')],
    ['?', t('help')],
  ] as const;
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <dl className="facts">
        {rows.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        <button type="button" onClick={onClose}>
          {actions('close')}
        </button>
      </div>
    </Dialog>
  );
}
