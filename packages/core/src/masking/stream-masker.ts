/** Masks text chunk by chunk. It holds back what may be the beginning of a secret. */
export interface StreamMasker {
  /** Takes a chunk and gives what is safe to show by now. */
  write(chunk: string): string;
  /** Gives what was held back; call it when no more text comes. */
  end(): string;
}

/** What a stream is masked by. */
export interface StreamMaskerOptions {
  /** Every form of every secret, the longest first. */
  readonly forms: readonly string[];
  /** Find the forms. */
  readonly patterns: readonly RegExp[];
  readonly mask: (text: string) => string;
}

/** Makes a masker for text in chunks: a secret across chunk borders is found as it would be in the whole text. */
export function maskStream({ forms, patterns, mask }: StreamMaskerOptions): StreamMasker {
  const longest = forms[0]?.length ?? 0;
  const byFirst = Map.groupBy(forms, (form) => form.charAt(0));
  let held = '';
  return {
    write(chunk) {
      const text = held + chunk;
      const start = startOfMatchAt(startOfPossibleSecret(text, byFirst, longest), {
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

/** Where the longest suffix begins that is the beginning of a secret. */
function startOfPossibleSecret(
  text: string,
  byFirst: ReadonlyMap<string, string[]>,
  longest: number,
): number {
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1) {
    const candidates = byFirst.get(text.charAt(start)) ?? [];
    const length = text.length - start;
    if (candidates.some((form) => form.length > length && text.endsWith(form.slice(0, length)))) return start;
  }
  return text.length;
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
    for (const match of around.matchAll(pattern)) {
      const start = from + match.index;
      if (start < first && start + match[0].length > index) first = start;
    }
  }
  return first;
}
