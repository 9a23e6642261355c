import { createHash } from 'node:crypto';

/** How an agent signs in. */
export interface SignIn {
  /** Name of the agent. */
  readonly provider: string;
  /** Variables of its provider, and those that the configuration gives it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Absolute path of the folder with its login, which counts where there is no key. */
  readonly folder: string;
}

const KEYS = /_(?:API_KEY|AUTH_TOKEN|OAUTH_TOKEN)$/;
const ADDRESSES = /_BASE_URL$/;

/** Returns the name of the account that an agent signs in to: a digest of its keys, or of the folder of its login. */
export function accountKey({ provider, variables, folder }: SignIn): string {
  const pick = (names: RegExp): readonly (readonly [string, string])[] =>
    Object.entries(variables)
      .filter(([name, value]) => names.test(name) && value !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const keys = pick(KEYS);
  const identity = keys.length === 0 ? folder : [...keys, ...pick(ADDRESSES)];
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
  return `account:${provider}:${digest.slice(0, 16)}`;
}
