import type { SecretBeginnings } from './secret-beginnings.ts';

/** Masks text chunk by chunk. It holds back what may be the beginning of a secret. */
export interface StreamMasker {
  /** Adds a chunk. Returns the text that is safe to show by now. */
  write(chunk: string): string;
  /** Returns what was held back; call it when no more text comes. */
  end(): string;
}

/** What a stream is masked by. */
export interface StreamMaskerOptions {
  /** The forms of all secrets. */
  readonly beginnings: SecretBeginnings;
  /** Find the forms. */
  readonly patterns: readonly RegExp[];
  readonly mask: (text: string) => string;
}

/** Creates a masker for text in chunks: a secret across chunk borders is found as it would be in the whole text. */
export function maskStream({ beginnings, patterns, mask }: StreamMaskerOptions): StreamMasker {
  const { longest } = beginnings;
  let held = '';
  return {
    write(chunk) {
      const text = held + chunk;
      const start = startOfMatchAt(beginnings.startIn(text), {
        text,
        patterns,
        longest,
      });
      held = text.slice(start);
      return mask(text.slice(0, start));
    },
    end() {
      const rest = mask(held);
      held = '';
      return rest;
    },
  };
}

/** Where the match begins that an index lies in; the index itself when it lies in none. */
function startOfMatchAt(
  index: number,
  { text, patterns, longest }: { text: string; patterns: readonly RegExp[]; longest: number },
): number {
  if (index === text.length) return index;
  const from = Math.max(0, index - longest);
  const around = text.slice(from, index + longest);
  let first = index;
  for (const pattern of patterns) {
    // Unlike matchAll(), this compiles no copy of a large expression.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(around); match !== null; match = pattern.exec(around)) {
      const start = from + match.index;
      if (start < first && start + match[0].length > index) first = start;
    }
  }
  return first;
}
