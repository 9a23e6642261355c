import { isSecretName } from './secret-names.ts';
import { isMaskable, isPlaceholder } from './secret-values.ts';

/** `TOKEN=value`, as `env` and `docker run -e` take it. */
const VARIABLE = /^([A-Za-z_]\w{0,127})=(.+)$/s;

/** Options whose value is the secret itself; `--password-stdin` has none, and `--secret` of docker names a file. */
const OPTION =
  /^(-{1,2}[\w.-]{0,128}(?:password|passwd|passphrase|token|client[-_]?secret|api[-_]?key|secret[-_]?key))(?:=(.+))?$/is;

/** Where a value is to be read from, in place of the value. */
const LOCATION = /^(?:[/~@]|\.{1,2}\/|file:)/;

/**
 * Returns the secrets that a list of arguments hands over by option, with their places in the list: `--password=value`,
 * `TOKEN=value`, and `--token value`. Only what can be masked counts: whatever is short or common may be something else.
 */
export function secretsInArguments(list: readonly unknown[]): [index: number, secret: string][] {
  const found: [number, string][] = [];
  for (let index = 0; index < list.length; index += 1) {
    const item: unknown = list[index];
    if (typeof item !== 'string') continue;
    const value =
      assignedBy(item) ?? (isFollowedByValue(list[index - 1]) && !item.startsWith('-') ? item : '');
    if (isMaskable(value) && !isPlaceholder(value) && !LOCATION.test(value)) found.push([index, value]);
  }
  return found;
}

function assignedBy(item: string): string | undefined {
  const [, name = '', value] = VARIABLE.exec(item) ?? [];
  return value !== undefined && isSecretName(name) ? value : OPTION.exec(item)?.[2];
}

function isFollowedByValue(item: unknown): boolean {
  if (typeof item !== 'string') return false;
  const [, option, value] = OPTION.exec(item) ?? [];
  return option !== undefined && value === undefined;
}
