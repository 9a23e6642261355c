import type { TranscriptPart } from '../../../api/types.ts';

type Part<Kind extends TranscriptPart['kind']> = Extract<TranscriptPart, { kind: Kind }>;

/** The use of a tool, with what it gave back when it has. */
export type ToolRow = Part<'tool'> & { readonly result: Part<'result'> | undefined };

/** The end of a turn, with its number in its attempt. */
export type TurnRow = Part<'turn'> & { readonly turn: number };

/** What is a row of its own. */
export type TranscriptRow = Part<'text'> | ToolRow | TurnRow;

/** Returns the rows of a transcript: results go to the tools that gave them. */
export function rowsOf(parts: readonly TranscriptPart[]): readonly TranscriptRow[] {
  const results = new Map(
    parts.flatMap((part) => (part.kind === 'result' ? [[`${part.attempt} ${part.toolUseId}`, part]] : [])),
  );
  const turns = new Map<number, number>();
  return parts.flatMap((part): readonly TranscriptRow[] => {
    if (part.kind === 'text') return [part];
    if (part.kind === 'tool') return [{ ...part, result: results.get(`${part.attempt} ${part.toolUseId}`) }];
    if (part.kind === 'result') return [];
    const turn = (turns.get(part.attempt) ?? 0) + 1;
    turns.set(part.attempt, turn);
    return [{ ...part, turn }];
  });
}
