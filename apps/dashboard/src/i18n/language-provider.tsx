import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'use-intl';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { keepLanguage, LanguageContext, readLanguage } from './language.ts';

const CATALOGUES = { en, ja };

/** Provides the language of the page. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(readLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose: (chosen: typeof language) => {
        keepLanguage(chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return (
    <LanguageContext value={choice}>
      <IntlProvider
        locale={language}
        messages={CATALOGUES[language]}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en;
    Locale: keyof typeof CATALOGUES;
  }
}
