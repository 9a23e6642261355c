import { isSecretName } from './secret-names.ts';
import { secretsInAddress } from './secrets-in-address.ts';

const MAX_SECRETS = 100;
const MAX_LENGTH = 64 * 1024;

/**
 * The values in a JSON value whose names say that they are secret, such as `options.env.API_TOKEN` or `tokens[0]`, with
 * all below such a name, and passwords and tokens in addresses.
 */
export function secretsIn(value: unknown): string[] {
  const found: string[] = [];
  collect(value, false, found);
  return found;
}

/** Whether secrets are few and short enough to be looked for in every text. */
export function canBeMasked(secrets: readonly string[]): boolean {
  const length = secrets.reduce((sum, secret) => sum + secret.length, 0);
  return secrets.length <= MAX_SECRETS && length <= MAX_LENGTH;
}

function collect(value: unknown, isSecret: boolean, found: string[]): void {
  if (typeof value === 'string') {
    if (isSecret) found.push(value);
    else if (value.includes('://')) found.push(...secretsInAddress(value));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, isSecret, found);
    return;
  }
  for (const [name, property] of Object.entries(value))
    collect(property, isSecret || isSecretName(name), found);
}
