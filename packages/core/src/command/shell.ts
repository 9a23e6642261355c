/** The command and arguments to start; for a shell, the arguments are quoted and become part of the one line it reads. */
export function commandLine(
  command: string,
  args: readonly string[],
  shell: boolean | string,
): [command: string, args: readonly string[]] {
  if (shell === false || args.length === 0) return [command, args];
  const quote = process.platform === 'win32' && shell === true ? quoteForCmd : quoteForPosix;
  return [[command, ...args.map(quote)].join(' '), []];
}

const quoteForPosix = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;

/** @see https://learn.microsoft.com/en-us/archive/blogs/twistylittlepassagesallalike/everyone-quotes-command-line-arguments-the-wrong-way */
const quoteForCmd = (argument: string): string =>
  `"${argument.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1')}"`.replaceAll(
    /[()%!^"<>&|]/g,
    '^$&',
  );
