import { useTranslations } from 'use-intl';
import { LANGUAGES, useLanguage } from '../i18n/language.ts';
import { density, theme } from '../theme/choice.ts';
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
    ...theme.values.map((one) => choice(t('theme'), t(one), () => theme.choose(one))),
    ...density.values.map((one) => choice(t('density'), t(one), () => density.choose(one))),
    ...(['en', 'ja'] as const).map((tag) => choice(t('language'), LANGUAGES[tag], () => choose(tag))),
  ].filter((hit) => hasWords(hit.text, text));
}
