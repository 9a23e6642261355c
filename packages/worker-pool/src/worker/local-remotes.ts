import { statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInside } from '@poppobuilder/core';
import type { ProjectSettings } from '@poppobuilder/core/runner-kit';

/**
 * The repository that a project is cloned from, when it is a folder of this machine: the operator's `github.cloneUrl`,
 * else the checkout's `origin`. The latter can be changed by who can write in the project, so it counts only when it lies
 * where that one could not make it, and looks like a repository.
 */
export function localRemotes(settings: ProjectSettings): string[] {
  const { config, origin, environment, projectPath, homeFolder, worktreesFolder } = settings;
  const { cloneUrl } = config.github ?? {};
  const address = cloneUrl ?? origin;
  const folder = address === undefined ? undefined : folderOf(rewritten(address, environment));
  if (folder === undefined || !isFolder(folder)) return [];
  if (cloneUrl !== undefined) return [folder];
  const homes = [projectPath, dirname(dirname(homeFolder)), dirname(dirname(worktreesFolder))];
  if (homes.some((home) => isInside(home, folder) || isInside(folder, home))) return [];
  return ['', '/.git'].some((git) => isFolder(`${folder}${git}/objects`)) ? [folder] : [];
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
