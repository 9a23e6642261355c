import { MIN_SECRET_LENGTH } from '../secrets/secret-values.ts';
import { escapeForRegExp } from './escape-for-reg-exp.ts';

/** Characters by which forms are looked up; none is shorter. */
const HEAD = MIN_SECRET_LENGTH;

const headOf = (form: string): string => form.slice(0, HEAD);

/** Finds where a text ends with what may be the beginning of a secret. */
export class SecretBeginnings {
  /** Characters of the longest form. */
  readonly longest: number;
  readonly #byHead: ReadonlyMap<string, string[]>;
  readonly #heads: RegExp;
  /** The heads' own beginnings. */
  readonly #openings: ReadonlySet<string>;

  /** @param forms - the forms of all secrets, the longest first */
  constructor(forms: readonly string[]) {
    this.longest = forms[0]?.length ?? 0;
    this.#byHead = Map.groupBy(forms, headOf);
    const heads = [...this.#byHead.keys()];
    this.#heads = new RegExp(heads.map(escapeForRegExp).join('|'), 'g');
    this.#openings = new Set(
      heads.flatMap((head) => Array.from({ length: HEAD - 1 }, (_, index) => head.slice(0, index + 1))),
    );
  }

  /** Where the longest suffix begins that is the beginning of a secret; the end of the text when none is. */
  startIn(text: string): number {
    const from = Math.max(0, text.length - this.longest + 1);
    for (const [start, head] of this.#headsIn(text, from)) {
      const length = text.length - start;
      const forms = this.#byHead.get(head) ?? [];
      if (forms.some((form) => form.length > length && text.endsWith(form.slice(0, length)))) return start;
    }
    for (let start = Math.max(from, text.length - HEAD + 1); start < text.length; start += 1) {
      if (this.#openings.has(text.slice(start))) return start;
    }
    return text.length;
  }

  *#headsIn(text: string, from: number): Generator<readonly [start: number, head: string]> {
    this.#heads.lastIndex = from;
    for (let match = this.#heads.exec(text); match !== null; match = this.#heads.exec(text)) {
      yield [match.index, match[0]];
      this.#heads.lastIndex = match.index + 1;
    }
  }
}
