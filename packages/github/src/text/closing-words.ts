const WORD = String.raw`(?<![a-z0-9])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?![a-z0-9])`;

/** Emphasis markers, which readers do not see. */
const MARKS = String.raw`[*_~]*`;

/** What GitHub recognizes as an issue: `#1`, `GH-1`, `owner/repo#1`, or its URL. */
const ISSUE = String.raw`(?:[\w.-]+\/[\w.-]+)?#\d|GH-\d|https?:\/\/[^\s/]+\/[\w.-]+\/[\w.-]+\/(?:issues|pulls?|discussions)\/\d`;

const PLAIN = new RegExp(String.raw`${WORD}${MARKS}(?::${MARKS})?\s[\s*_~]*(?=${ISSUE})`, 'gi');

/** The same with the marks that Markdown may put between, in text that is read as it was written. */
const WITH_MARKS = new RegExp(String.raw`${WORD}(?:${MARKS}:)?[\s*_~([\]\\<>]+(?=${ISSUE})`, 'gi');

/** Returns the offsets of issue references that a text would close as a commit message. */
export function closedIssues(
  text: string,
  { hasMarks = false }: { readonly hasMarks?: boolean } = {},
): number[] {
  return Array.from(
    text.matchAll(hasMarks ? WITH_MARKS : PLAIN),
    ({ index, 0: match }) => index + match.length,
  );
}

/** Is inserted between a closing keyword and an issue reference, so that nothing is closed. */
export const NOT_CLOSED = 'issue ';
