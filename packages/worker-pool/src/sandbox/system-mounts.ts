import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import type { Mount } from './mount.ts';
import { realPath } from './paths.ts';

const SYSTEM_FOLDER = /^(usr|s?bin|lib(32|64|x32)?)$/;

/** What programs need of /etc; `*` at the end stands for any ending. None of it holds secrets. */
const CONFIGURATION: readonly string[] = `
  passwd group shells hostname hosts host.conf gai.conf resolv.conf nsswitch.conf networks protocols services rpc ethertypes
  os-release lsb-release debian_version redhat-release alpine-release ld.so.* alternatives
  localtime timezone locale* terminfo inputrc profile profile.d bash.bashrc bashrc
  ca-certificates* ssl/certs ssl/cert.pem ssl/openssl.cnf pki/tls/certs pki/tls/cert.pem pki/tls/openssl.cnf pki/ca-trust
  crypto-policies gitconfig mime.types magic* fonts java* perl python3*
`
  .trim()
  .split(/\s+/);

/** Files of the system folders that may hold tokens. */
const HIDDEN_FILES: readonly string[] = ['/usr/etc/npmrc', '/usr/local/etc/npmrc'];

/** Whether a real path lies in a folder that every namespace has. */
export const isSystemPath = (path: string): boolean => SYSTEM_FOLDER.test(path.split('/', 2)[1] ?? '');

/** The system's folders and the part of /etc that programs need. */
export function systemMounts(): Mount[] {
  const folders = readdirSync('/')
    .filter((name) => SYSTEM_FOLDER.test(name))
    .map((name) => `/${name}`);
  const configuration = CONFIGURATION.flatMap(expand).map((name) => join('/etc', name));
  return [...folders, ...configuration].flatMap(systemMount);
}

/** Arguments that empty the files of the system folders that may hold tokens. */
export function hiddenFileArguments(): string[] {
  return HIDDEN_FILES.filter(existsSync).flatMap((file) => ['--dev-bind', '/dev/null', file]);
}

/** A link into /usr stays a link, since programs read the name of the time zone from it; others are followed. */
function systemMount(path: string): Mount[] {
  const source = realPath(path);
  if (source === undefined) return [];
  if (source === path || !isInside('/usr', source)) return [{ kind: 'readable', source, target: path }];
  const linkText = readLink(path);
  return [
    linkText === undefined
      ? { kind: 'readable', source, target: path }
      : { kind: 'link', source, target: path, linkText },
  ];
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function expand(name: string): string[] {
  if (!name.endsWith('*')) return [name];
  return readdirSync('/etc').filter((entry) => entry.startsWith(name.slice(0, -1)));
}
