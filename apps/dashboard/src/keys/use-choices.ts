import { useTranslations } from 'use-intl';
import { LANGUAGES, useLanguage } from '../i18n/language.ts';
import { chooseDensity, DENSITIES } from '../theme/density.ts';
import { chooseTheme, THEMES } from '../theme/theme.ts';
import { type Hit, hasWords } from './hit.ts';

/** Returns the themes, densities and languages that can be chosen, by the words of a text. */
export function useChoices(text: string): readonly Hit[] {
  const t = useTranslations('settings');
  const keys = useTranslations('keys');
  const { choose } = useLanguage();
  if (text === '') return [];
  const choice = (name: string, value: string, chosen: () => void): Hit => ({
    key: `${name} ${value}`,
    text: `${name}: ${value}`,
    kind: keys('action'),
    go: async () => chosen(),
  });
  return [
    ...THEMES.map((theme) => choice(t('theme'), t(theme), () => chooseTheme(theme))),
    ...DENSITIES.map((density) => choice(t('density'), t(density), () => chooseDensity(density))),
    ...(['en', 'ja'] as const).map((tag) => choice(t('language'), LANGUAGES[tag], () => choose(tag))),
  ].filter((hit) => hasWords(hit.text, text));
}
