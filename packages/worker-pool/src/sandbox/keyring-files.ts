import { existsSync } from 'node:fs';

/** Files of /proc that list the keys of the user, whichever namespace the reader is in. */
const KEYRING_FILES: readonly string[] = ['/proc/keys', '/proc/key-users'];

/** Arguments of bubblewrap that empty those files; kernels without keyrings have none. */
export function keyringFileArguments(): string[] {
  return KEYRING_FILES.filter(existsSync).flatMap((file) => ['--dev-bind', '/dev/null', file]);
}
