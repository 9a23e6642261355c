import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog } from '../../ui/dialog.tsx';

/** What a {@link NameView} does. */
export interface NameViewProps {
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

/** Asks for the name of a view. */
export default function NameView({ onName, onClose }: NameViewProps) {
  const t = useTranslations('views');
  const actions = useTranslations('actions');
  const id = useId();
  const [name, setName] = useState('');
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    onName(name.trim());
    onClose();
  };
  return (
    <Dialog title={t('save')} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <p className="field">
          <label htmlFor={id}>{t('name')}</label>
          <input
            id={id}
            required
            maxLength={60}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </p>
        <div className="actions">
          <button type="button" onClick={onClose}>
            {actions('keep')}
          </button>
          <button type="submit" className="primary">
            {t('saveIt')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
