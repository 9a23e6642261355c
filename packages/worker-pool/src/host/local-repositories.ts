import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Returns those of some URLs of repositories that are folders of this machine. They come from the operator's configuration:
 * who can write the checkout can change its `origin`, which therefore never makes a folder reachable.
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

function folderOf(url: string): string | undefined {
  if (isAbsolute(url)) return url;
  if (!url.startsWith('file://') || !URL.canParse(url)) return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Returns a URL as git rewrites it by its configuration: the longest `insteadOf` wins. */
function rewritten(url: string, environment: Readonly<Record<string, string>>): string {
  const count = Number(environment['GIT_CONFIG_COUNT'] ?? 0);
  let longest = { prefix: '', base: '' };
  for (let index = 0; index < Math.min(count, 1_000); index += 1) {
    const [, base] = /^url\.(.+)\.insteadof$/i.exec(environment[`GIT_CONFIG_KEY_${index}`] ?? '') ?? [];
    const prefix = environment[`GIT_CONFIG_VALUE_${index}`] ?? '';
    if (base !== undefined && url.startsWith(prefix) && prefix.length > longest.prefix.length) {
      longest = { prefix, base };
    }
  }
  return longest.prefix === '' ? url : longest.base + url.slice(longest.prefix.length);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
