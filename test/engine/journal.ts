import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a process wrote down about itself, so that the database is judged from outside. */
export type JournalEntry =
  /** `submit()` had resolved. */
  | {
      readonly kind: 'acknowledged';
      readonly id: string;
      readonly key?: string | undefined;
      readonly needsApproval?: boolean | undefined;
    }
  /** `place()` had resolved: from then on, and until it ends, the hold keeps tasks with the key from starting. */
  | {
      readonly kind: 'held';
      readonly id: string;
      readonly holdKey: string;
      readonly at: number;
      readonly until: number;
    }
  /** `release()` was about to be called. */
  | { readonly kind: 'releasing'; readonly id: string; readonly at: number }
  /** An execution of a task began. */
  | { readonly kind: 'start'; readonly id: string; readonly attempt: number; readonly at: number }
  /** It ended: by itself, or because it was stopped. */
  | {
      readonly kind: 'end';
      readonly id: string;
      readonly attempt: number;
      readonly at: number;
      readonly isStopped: boolean;
    };

/** A line of a journal with the process that wrote it. */
export type WrittenEntry = JournalEntry & { readonly writer: string };

/** Writes a line with one call to the system: a killed process leaves it whole or not at all. */
export function writeDown(folder: string, writer: string, entry: JournalEntry): void {
  appendFileSync(join(folder, `${writer}.jsonl`), `${JSON.stringify(entry)}\n`);
}

/** What all processes wrote down; the lines of each in their order, processes by name. */
export function readJournals(folder: string): WrittenEntry[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ ...(JSON.parse(line) as JournalEntry), writer: name.replace(/\.jsonl$/, '') })),
    );
}
