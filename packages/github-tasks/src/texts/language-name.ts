/** The English name of a language given as a BCP 47 tag, with the tag; the text itself when it is no tag. */
export function languageName(language = 'en'): string {
  try {
    const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(language);
    return name === undefined || name === language ? language : `${name} (${language})`;
  } catch {
    return language;
  }
}
