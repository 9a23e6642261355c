import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LANGUAGES, type Language, useLanguage } from '../../i18n/language.ts';
import { chooseDensity, DENSITIES, type Density, readDensity } from '../../theme/density.ts';
import { chooseTheme, readTheme, THEMES, type Theme } from '../../theme/theme.ts';

/** Theme, density and language. */
export function Appearance() {
  const t = useTranslations('settings');
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useState(readTheme);
  const [density, setDensity] = useState(readDensity);
  const id = useId();
  return (
    <section aria-labelledby="appearance">
      <h2 id="appearance">{t('appearance')}</h2>
      <div className="filters">
        <div className="field">
          <label htmlFor={`${id}-theme`}>{t('theme')}</label>
          <select
            id={`${id}-theme`}
            value={theme}
            onChange={({ target }) => {
              const chosen = target.value as Theme;
              chooseTheme(chosen);
              setTheme(chosen);
            }}
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {t(one)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-density`}>{t('density')}</label>
          <select
            id={`${id}-density`}
            value={density}
            onChange={({ target }) => {
              const chosen = target.value as Density;
              chooseDensity(chosen);
              setDensity(chosen);
            }}
          >
            {DENSITIES.map((one) => (
              <option key={one} value={one}>
                {t(one)}
              </option>
            ))}
          </select>
        </div>
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
