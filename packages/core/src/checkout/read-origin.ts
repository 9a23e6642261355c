import { askGit } from './ask-git.ts';
import type { Checkout } from './find-checkout.ts';
import { gitEnvironment } from './git-environment.ts';
import { type GitSetting, NO_REPOSITORY, readCheckoutConfig } from './read-config.ts';

/** Where a checkout comes from. */
export interface Origin {
  /** Address of its remote `origin`; absent when there is none, and when it could not be read. */
  readonly origin?: string;
  /** Why it could not be read: a clause. */
  readonly originProblem?: string;
}

/** No address is longer. In characters. */
const MAX_ADDRESS = 4_096;

/** Addresses and short forms that git is given: with many more, starting it holds the host, and git takes long. */
const MAX_SETTINGS = 1_000;

/** The settings that `git remote get-url` looks at. */
const LOOKED_AT = /^(?:remote\.origin\.url|url\.[^]*\.insteadof)$/;

/**
 * Reads the address of a checkout's `origin` as `git remote get-url origin` says it: short forms that the checkout's or the
 * operator's configuration names by `insteadOf` are written out. Git runs outside of the checkout, with the operator's
 * configuration and those settings alone.
 */
export async function readOrigin(checkout: Checkout, host: NodeJS.ProcessEnv): Promise<Origin> {
  if (checkout.kind === 'elsewhere') {
    const originProblem = `the .git of ${checkout.top} leads to a folder outside of it that does not belong to this checkout`;
    return { originProblem };
  }
  const environment = gitEnvironment(host);
  try {
    const { settings, includesForeign } = await readCheckoutConfig(checkout, environment);
    const lookedAt = settings.filter(([key]) => LOOKED_AT.test(key));
    if (!lookedAt.some(([key]) => key === 'remote.origin.url')) {
      return includesForeign
        ? {
            originProblem: `${checkout.top} includes git configuration from outside of the checkout, which is not read`,
          }
        : {};
    }
    if (lookedAt.length > MAX_SETTINGS) {
      return {
        originProblem: `the git configuration of ${checkout.top} has more than ${MAX_SETTINGS} addresses of remotes and short forms`,
      };
    }
    if (lookedAt.some(([key, value]) => Math.max(key.length, value.length) > MAX_ADDRESS)) {
      return { originProblem: tooLong(checkout) };
    }
    const origin = await writeOut(lookedAt, environment);
    if (origin === '') return {};
    return origin.length <= MAX_ADDRESS ? { origin } : { originProblem: tooLong(checkout) };
  } catch (error) {
    return { originProblem: `origin of ${checkout.top} could not be read: ${(error as Error).message}` };
  }
}

const tooLong = ({ top }: Checkout): string =>
  `the address of origin in ${top} is longer than ${MAX_ADDRESS} characters`;

async function writeOut(
  lookedAt: readonly GitSetting[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { exitCode, stdout } = await askGit(['ls-remote', '--get-url', 'origin'], {
    cwd: NO_REPOSITORY,
    environment: { ...environment, ...configVariables(lookedAt) },
  });
  if (exitCode !== 0) throw new Error('git does not understand its configuration');
  return stdout.toString().replace(/\r?\n$/, '');
}

/** Variables that git takes settings from. */
function configVariables(settings: readonly GitSetting[]): Record<string, string> {
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    GIT_CONFIG_COUNT: String(settings.length),
    ...(Object.fromEntries(numbered) as Record<string, string>),
  };
}
