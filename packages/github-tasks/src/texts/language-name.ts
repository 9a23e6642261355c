/** Returns the English name of a language with its BCP 47 tag; the text itself when it is not a tag. */
export function languageName(language = 'en'): string {
  try {
    const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(language);
    return name === undefined || name === language ? language : `${name} (${language})`;
  } catch {
    return language;
  }
}
