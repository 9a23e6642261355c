import { lstatSync } from 'node:fs';
import { askGit } from './ask-git.ts';
import type { Checkout } from './find-checkout.ts';
import { gitEnvironment } from './git-environment.ts';

/**
 * The top of a checkout of another owner that git takes for the operator all the same, by `safe.directory` in a configuration
 * that tasks do not have. `undefined` for a checkout of one's own, and for one that git refuses.
 */
export async function findSafeDirectory(
  { top, gitFolder }: Checkout,
  host: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const own = process.geteuid?.();
  if (own === undefined || [top, gitFolder].every((path) => ownerOf(path) === own)) return undefined;
  try {
    const { exitCode } = await askGit(['rev-parse', '--git-dir'], {
      cwd: top,
      environment: gitEnvironment(host),
    });
    return exitCode === 0 ? top : undefined;
  } catch {
    return undefined;
  }
}

/** Variables with which git takes a checkout of another owner, beside those of an environment. */
export function safeDirectoryVariables(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const count = Number(environment['GIT_CONFIG_COUNT'] ?? 0);
  if (!Number.isInteger(count) || count < 0) return {};
  return {
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: 'safe.directory',
    [`GIT_CONFIG_VALUE_${count}`]: folder,
  };
}

const ownerOf = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.uid;
