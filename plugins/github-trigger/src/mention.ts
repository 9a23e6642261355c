const CODE =
  /```[\s\S]*?(?:```|$)|(?:^|\n) {0,3}~~~[\s\S]*?(?:\n {0,3}~~~|$)|`[^`\n]*`|<!--[\s\S]*?(?:-->|$)/g;
const QUOTED_LINE = /^[ \t]{0,3}>.*$/gm;

/**
 * Whether a text mentions an account: its whole name, in any letter case, and not within code, a quotation, an e-mail address
 * or the name of a team.
 */
export function mentions(text: string, account: string): boolean {
  const name = account.replace(/^@/, '').replace(/\[bot\]$/i, '');
  const own = text.replaceAll(CODE, ' ').replaceAll(QUOTED_LINE, ' ');
  return new RegExp(`(?<![\\w@./+-])@${name}(?![\\w/-]|\\.\\w)`, 'i').test(own);
}
