import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { encodingsOf, MIN_SECRET_LENGTH } from './encodings.ts';

/** What stands in place of a secret. */
export const MASK = '[REDACTED]';

/** Removes a set of secrets, in all their encodings, from text. */
export interface Masker {
  /** The text with every secret replaced by {@link MASK}. */
  readonly text: (text: string) => string;
  /** The value with every string in it masked; the same value when it holds no secret. */
  readonly value: <T>(value: T) => T;
  /** A masker for text that arrives in chunks; a secret across a chunk border is found too. */
  readonly stream: () => StreamMasker;
}

/** Token of the task's masker: it knows the secrets of the project and those that the task itself carries. */
export const Masker: ServiceToken<Masker> = createServiceToken<Masker>({
  id: '@poppobuilder/core/Masker',
  scope: 'task',
});

/** Masks text chunk by chunk. It holds back what may be the beginning of a secret. */
export interface StreamMasker {
  /** Takes a chunk and gives what is safe to show by now. */
  write(chunk: string): string;
  /** Gives what was held back; call it when no more text comes. */
  end(): string;
}

const transparent: Masker = {
  text: (text) => text,
  value: (value) => value,
  stream: () => ({ write: (chunk) => chunk, end: () => '' }),
};

/** Makes a masker for secrets; those under 8 characters are left out, for they would blot out ordinary text. */
export function createMasker(secrets: Iterable<string>): Masker {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length >= MIN_SECRET_LENGTH) for (const form of encodingsOf(secret)) forms.add(form);
  }
  if (forms.size === 0) return transparent;
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escapeForRegExp).join('|'), 'g');
  const text = (input: string): string => input.replace(pattern, MASK);
  return { text, value: (value) => maskValue(value, text), stream: () => createStream(longestFirst, text) };
}

const escapeForRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

function maskValue<T>(value: T, mask: (text: string) => string): T {
  if (typeof value === 'string') return mask(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item: unknown) => maskValue(item, mask));
    return items.some((item, index) => item !== value[index]) ? (items as T) : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, property]: [string, unknown]) => {
    const masked = [mask(key), maskValue(property, mask)] as const;
    changed ||= masked[0] !== key || masked[1] !== property;
    return masked;
  });
  return changed ? (Object.fromEntries(entries) as T) : value;
}

function createStream(forms: readonly string[], mask: (text: string) => string): StreamMasker {
  const longest = forms[0]?.length ?? 0;
  let held = '';
  return {
    write(chunk) {
      const masked = mask(held + chunk);
      const start = startOfPossibleSecret(masked, forms, longest);
      held = masked.slice(start);
      return masked.slice(0, start);
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

/** Where the longest suffix begins that is the beginning of a secret. */
function startOfPossibleSecret(text: string, forms: readonly string[], longest: number): number {
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1) {
    const suffix = text.slice(start);
    if (forms.some((form) => form.length > suffix.length && form.startsWith(suffix))) return start;
  }
  return text.length;
}
