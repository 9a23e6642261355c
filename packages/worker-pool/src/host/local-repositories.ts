import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Returns those of some URLs of repositories that are folders of this machine. They come from the operator's configuration:
 * whoever can write the checkout can change its `origin`, which therefore never makes a folder reachable.
 */
export function localRepositories(
  urls: readonly unknown[],
  environment: Readonly<Record<string, string>>,
): string[] {
  return urls.flatMap((url) => {
    const folder = typeof url === 'string' ? folderOf(rewritten(url, environment)) : undefined;
    return folder !== undefined && isFolder(folder) ? [folder] : [];
  });
}

function folderOf(address: string): string | undefined {
  if (isAbsolute(address)) return address;
  if (!address.startsWith('file://') || !URL.canParse(address)) return undefined;
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}

/** As git reads an address when variables of its configuration say so: the longest `insteadOf` wins. */
function rewritten(address: string, environment: Readonly<Record<string, string>>): string {
  const count = Number(environment['GIT_CONFIG_COUNT'] ?? 0);
  let longest = { prefix: '', base: '' };
  for (let index = 0; index < Math.min(count, 1_000); index += 1) {
    const [, base] = /^url\.(.+)\.insteadof$/i.exec(environment[`GIT_CONFIG_KEY_${index}`] ?? '') ?? [];
    const prefix = environment[`GIT_CONFIG_VALUE_${index}`] ?? '';
    if (base !== undefined && address.startsWith(prefix) && prefix.length > longest.prefix.length) {
      longest = { prefix, base };
    }
  }
  return longest.prefix === '' ? address : longest.base + address.slice(longest.prefix.length);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
