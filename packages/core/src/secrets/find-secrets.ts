import { formatPath } from '../task/json.ts';
import { isSchema, listsRights } from './descriptions.ts';
import { isHarmlessBelowSecret, meaningOf } from './secret-names.ts';
import { isCommonWord, isMaskable } from './secret-values.ts';
import { secretsInArguments } from './secrets-in-arguments.ts';
import { secretsInText } from './secrets-in-text.ts';

/** The secrets that a value carries. */
export interface FoundSecrets {
  /** The secrets, also those too short to be masked. */
  readonly texts: readonly string[];
  /** Where they are: `options.env.API_TOKEN`. */
  readonly places: readonly string[];
  /** Where a value stands under a secret's name, or as a password, that is not masked: too short, or too common. */
  readonly unmasked: readonly string[];
}

/** What carries no secret. */
export const NO_SECRETS: FoundSecrets = Object.freeze({ texts: [], places: [], unmasked: [] });

const MAX_SECRETS = 100;
const MAX_LENGTH = 64 * 1024;

/**
 * Finds the secrets in a JSON value: what stands under a name that says so, such as `options.env.API_TOKEN` or
 * `tokens[0]`, with all below such a name, and what is secret by its shape, such as passwords in addresses.
 */
export function findSecrets(value: unknown): FoundSecrets {
  const search = new Search();
  search.visit(value, 'names');
  return search.found();
}

/** Whether secrets are few and short enough to be looked for in every text. */
export function canBeMasked(secrets: readonly string[]): boolean {
  const length = secrets.reduce((sum, secret) => sum + secret.length, 0);
  return secrets.length <= MAX_SECRETS && length <= MAX_LENGTH;
}

/** By what strings are judged: by their names, as secrets, or by their shape alone where names only describe. */
type Reading = 'names' | 'secret' | 'shape';

/** Parts of a schema that only show what data may look like. */
const ILLUSTRATIONS: ReadonlySet<string> = new Set(['example', 'examples', 'dependentRequired']);

class Search {
  readonly #path: (string | number)[] = [];
  readonly #texts: string[] = [];
  readonly #places = new Set<string>();
  readonly #unmasked = new Set<string>();

  found(): FoundSecrets {
    if (this.#texts.length === 0 && this.#unmasked.size === 0) return NO_SECRETS;
    return { texts: this.#texts, places: [...this.#places], unmasked: [...this.#unmasked] };
  }

  visit(value: unknown, reading: Reading): void {
    if (typeof value === 'string') {
      if (reading === 'secret') this.#addNamed(value);
      else for (const text of secretsInText(value)) this.#addShaped(text);
    } else if (Array.isArray(value)) {
      this.#visitList(value, reading);
    } else if (typeof value === 'object' && value !== null) {
      this.#visitObject(value, reading);
    }
  }

  #visitList(list: readonly unknown[], reading: Reading): void {
    for (let index = 0; index < list.length; index += 1) {
      this.#path.push(index);
      this.visit(list[index], reading);
      this.#path.pop();
    }
    if (reading === 'secret') return;
    for (const [index, secret] of secretsInArguments(list)) {
      this.#path.push(index);
      this.#addShaped(secret);
      this.#path.pop();
    }
  }

  #visitObject(object: object, reading: Reading): void {
    for (const name of Object.keys(object)) {
      this.#path.push(name);
      for (const text of secretsInText(name)) this.#addShaped(text);
      this.#visitProperty(object, name, Reflect.get(object, name), reading);
      this.#path.pop();
    }
  }

  #visitProperty(object: object, name: string, value: unknown, reading: Reading): void {
    const inner = reading === 'shape' ? reading : readingOf(name, reading);
    if (typeof value !== 'object' || value === null) this.visit(value, inner);
    else if (inner === 'secret' && isSchema(value)) this.#visitSchema(value);
    else if (name === 'permissions' && listsRights(value)) this.visit(value, 'shape');
    else if (ILLUSTRATIONS.has(name) && isSchema(object)) this.visit(value, 'shape');
    else this.visit(value, inner);
  }

  /** The schema of a secret holds none, but for a value that it sets. */
  #visitSchema(schema: object): void {
    const { default: preset, const: constant, ...description } = schema as Record<string, unknown>;
    this.visit({ default: preset, const: constant }, 'secret');
    this.visit(description, 'names');
  }

  #addNamed(value: string): void {
    if (value.trim() === '') return;
    if (!isMaskable(value)) this.#unmasked.add(this.#place());
    if (!isCommonWord(value)) this.#add(value);
  }

  #addShaped(text: string): void {
    if (isCommonWord(text)) return;
    if (!isMaskable(text)) this.#unmasked.add(this.#place());
    this.#add(text);
  }

  #add(text: string): void {
    this.#texts.push(text);
    this.#places.add(this.#place());
  }

  #place(): string {
    return formatPath(this.#path);
  }
}

function readingOf(name: string, outer: Reading): Reading {
  const meaning = meaningOf(name);
  if (outer === 'names') return meaning === 'secret' ? 'secret' : 'names';
  return meaning === 'harmless' || isHarmlessBelowSecret(name) ? 'names' : 'secret';
}
