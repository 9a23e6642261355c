/** What a person tells us with the first line of a comment. */
export interface Command {
  readonly verdict: 'approve' | 'reject';
  /** What follows, on that line and below. */
  readonly text: string;
}

// More spaces, or a tab, begin a block of code.
const COMMAND = /^ {0,3}\/poppo[ \t]+(approve|reject)(?![\w-])[ \t]*([\s\S]*)$/i;

/** Returns the command that a comment begins with, in any letter case; undefined for other comments. */
export function readCommand(body: string): Command | undefined {
  const match = COMMAND.exec(body.replace(/^(?:[ \t]*\r?\n)+/, ''));
  if (match === null) return undefined;
  const [, verdict = '', text = ''] = match;
  return { verdict: verdict.toLowerCase() === 'approve' ? 'approve' : 'reject', text: text.trim() };
}
