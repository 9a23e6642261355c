import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, resolve } from 'node:path';
import { isInside } from '../project/project-path.ts';
import { askGit } from './ask-git.ts';
import type { Checkout } from './find-checkout.ts';
import { readSmallFile } from './read-small-file.ts';

/** A setting of git: its key as git writes it, such as `remote.origin.url`, and its value. */
export type GitSetting = readonly [key: string, value: string];

/** What a checkout's own configuration says. */
export interface CheckoutConfig {
  /** In the order of the files. */
  readonly settings: readonly GitSetting[];
  /** Whether it includes a file outside of the checkout, which is not read. */
  readonly includesForeign: boolean;
}

/** A configuration of git is never longer. In bytes. */
const MAX_SIZE = 1024 * 1024;

/** Files that a configuration may include. */
const MAX_INCLUDED = 16;

/** Where git finds no repository that anybody but the machine's administrator has made. */
export const NO_REPOSITORY: string = parse(process.execPath).root;

/**
 * Reads a checkout's configuration by git, which gets the text alone: nothing is run, no condition is looked at, and no file
 * outside of the checkout is read. Rejects when git cannot be asked or does not understand it.
 */
export async function readCheckoutConfig(
  checkout: Checkout,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CheckoutConfig> {
  const reader = new ConfigReader(checkout, environment);
  await reader.read(join(checkout.commonFolder, 'config'));
  const { settings } = reader;
  const hasOwn = settings.some(([key, value]) => key === 'extensions.worktreeconfig' && value !== 'false');
  if (hasOwn) await reader.read(join(checkout.gitFolder, 'config.worktree'));
  return { settings, includesForeign: reader.includesForeign };
}

class ConfigReader {
  readonly settings: GitSetting[] = [];
  includesForeign = false;
  #included = 0;
  readonly #checkout: Checkout;
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(checkout: Checkout, environment: Readonly<Record<string, string | undefined>>) {
    this.#checkout = checkout;
    this.#environment = environment;
  }

  async read(path: string): Promise<void> {
    const place = this.#placeInside(path);
    const text = place === undefined ? undefined : readSmallFile(place, MAX_SIZE);
    if (text === undefined) return;
    for (const [key, value] of await this.#parse(text)) {
      if (key === 'include.path') await this.#include(value, dirname(path));
      else this.settings.push([key, value]);
    }
  }

  async #parse(text: string): Promise<GitSetting[]> {
    const { exitCode, stdout } = await askGit(
      ['config', '--file', '-', '--no-includes', '--null', '--list'],
      {
        cwd: NO_REPOSITORY,
        environment: this.#environment,
        input: text,
        maxOutput: 4 * MAX_SIZE,
      },
    );
    if (exitCode !== 0) throw new Error('git does not understand its configuration');
    return stdout
      .toString()
      .split('\0')
      .slice(0, -1)
      .map((entry) => {
        const end = entry.indexOf('\n');
        return end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
      });
  }

  async #include(path: string, from: string): Promise<void> {
    const isForeign = path.startsWith('~') || this.#placeInside(resolve(from, path)) === undefined;
    if (isForeign) this.includesForeign = true;
    else if (this.#included < MAX_INCLUDED) {
      this.#included += 1;
      await this.read(isAbsolute(path) ? path : join(from, path));
    }
  }

  /** The real path of a file of the checkout or of its repository. */
  #placeInside(path: string): string | undefined {
    const { top, gitFolder, commonFolder } = this.#checkout;
    try {
      const real = realpathSync.native(path);
      return [top, gitFolder, commonFolder].some((folder) => isInside(folder, real)) ? real : undefined;
    } catch {
      return undefined;
    }
  }
}
