import { useId, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { LANGUAGES, type Language, useLanguage } from '../../i18n/language.ts';
import { type Choice, density, theme } from '../../theme/choice.ts';

/** Theme, density and language. */
export function Appearance() {
  const t = useTranslations('settings');
  const { language, choose } = useLanguage();
  const id = useId();
  return (
    <section aria-labelledby="appearance">
      <h2 id="appearance">{t('appearance')}</h2>
      <div className="filters">
        <Choose label={t('theme')} choice={theme} nameOf={(value) => t(value)} />
        <Choose label={t('density')} choice={density} nameOf={(value) => t(value)} />
        <div className="field">
          <label htmlFor={`${id}-language`}>{t('language')}</label>
          <select
            id={`${id}-language`}
            value={language}
            onChange={({ target }) => choose(target.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
    </section>
  );
}

function Choose<Value extends string>({
  label,
  choice: { values, read, choose, subscribe },
  nameOf,
}: {
  readonly label: string;
  readonly choice: Choice<Value>;
  readonly nameOf: (value: Value) => string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={useSyncExternalStore(subscribe, read)}
        onChange={({ target }) => choose(target.value as Value)}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {nameOf(value)}
          </option>
        ))}
      </select>
    </div>
  );
}
