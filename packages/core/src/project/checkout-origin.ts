import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A configuration of git is never longer; what is goes unread. In bytes. */
const MAX_SIZE = 1024 * 1024;

/** The configuration of the git repository at a folder. Nothing there is run, unlike by git itself. */
export function gitConfigFile(projectPath: string): string {
  const dotGit = join(projectPath, '.git');
  if (statSync(dotGit, { throwIfNoEntry: false })?.isFile() !== true) return join(dotGit, 'config');
  const [, linked = ''] = /^gitdir:\s*(.+)$/m.exec(read(dotGit)) ?? [];
  const folder = resolve(projectPath, linked.trim());
  const common = read(join(folder, 'commondir')).trim();
  return join(common === '' ? folder : resolve(folder, common), 'config');
}

/**
 * The address of a checkout's remote `origin`, or `undefined` when there is none. A relative path is made absolute.
 *
 * @see https://git-scm.com/docs/git-config#_syntax
 */
export function checkoutOrigin(projectPath: string): string | undefined {
  const path = gitConfigFile(projectPath);
  let section = '';
  for (const line of read(path).split(/\r?\n/)) {
    const [, header] = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line) ?? [];
    if (header !== undefined) section = header;
    const [, value] = /^\s*url\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (value === undefined || !/^remote\s+"origin"$/i.test(section)) continue;
    const address = unquoted(value);
    return address.startsWith('./') || address.startsWith('../') ? resolve(projectPath, address) : address;
  }
  return undefined;
}

const unquoted = (value: string): string =>
  value.startsWith('"')
    ? value
        .slice(1)
        .replace(/"\s*([#;].*)?$/, '')
        .replaceAll(/\\(["\\])/g, '$1')
    : value;

function read(path: string): string {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MAX_SIZE ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
