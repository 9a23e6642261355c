/** What only a shell takes apart, by what it is called. */
const SYNTAX: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['"&&"', /&&/],
  ['"||"', /\|\|/],
  ['a pipe', /\|/],
  ['";"', /;/],
  ['a redirection', /[<>]/],
  ['"&"', /&/],
  ['"$(...)"', /\$\(|`/],
  ['a variable', /\$\w|\$\{/],
  ['an assignment before the program', /^\s*\w+=\S*\s+\S/],
  ['a pattern', /[*?]|\[[^\]]+\]/],
  ['arguments', /\s/],
];

/** What the system says of a program that is not there. */
const NOT_FOUND: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/** Returns what to do about a command that was not found because it is a line for a shell; `undefined` for other errors. */
export function shellHint(command: string, error: NodeJS.ErrnoException | undefined): string | undefined {
  if (error?.code === undefined || !NOT_FOUND.has(error.code)) return undefined;
  const what = shellSyntaxIn(command);
  if (what === undefined) return undefined;
  return (
    `The command contains ${what}. Without a shell, the whole text is the name of a program: set shell to true ` +
    '(options.shell of a custom-command task), or put the arguments into args.'
  );
}

/** Returns what of a command that was not found looks like a line for a shell; `undefined` for the name of a program. */
export function shellSyntaxIn(command: string): string | undefined {
  return SYNTAX.find(([, pattern]) => pattern.test(command))?.[0];
}
