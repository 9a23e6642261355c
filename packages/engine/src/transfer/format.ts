import { TaskError } from '@poppobuilder/core';
import { z } from 'zod';

/** The version of the format. */
export const FORMAT = 1;

/** The first line of an export. */
export interface Header {
  readonly poppobuilder: 'engine';
  /** Version of the format. */
  readonly format: number;
  /** Version of our schema. */
  readonly schema: number;
  /** Version of pg-boss's schema. */
  readonly bossSchema: number;
  /** Version of the package that wrote it. */
  readonly engine: string;
  /** ISO 8601. */
  readonly at: string;
  readonly queues: string[];
  /** The columns of each table. */
  readonly tables: Record<string, string[]>;
}

/** How many rows of each table an export has: its last line, without which it is incomplete. */
export type Counts = Record<string, number>;

const headerSchema: z.ZodType<Header> = z.object({
  poppobuilder: z.literal('engine'),
  format: z.int().min(1),
  schema: z.int().min(1),
  bossSchema: z.int().min(1),
  engine: z.string(),
  at: z.iso.datetime(),
  queues: z.array(z.string()),
  tables: z.record(z.string(), z.array(z.string())),
});

const endSchema: z.ZodType<{ end: Counts }> = z.object({ end: z.record(z.string(), z.int().min(0)) });

/** Parses the first line of an export. Throws `INVALID_CONFIG`. */
export function parseHeader(line: string | undefined): Header {
  const header = headerSchema.safeParse(parse(line));
  if (header.success) return header.data;
  throw invalid(
    'This is not an export of a PoppoBuilder engine: its first line is not the header of one.',
    header.error,
  );
}

/** Returns the table of a row, or undefined for the last line. Throws `INVALID_CONFIG`. */
export function tableOf(line: string, place: number): string | undefined {
  const [, table] = /^\{"([a-z_]+)":\{.*\}$/s.exec(line) ?? [];
  if (table === undefined) throw damaged(`line ${place} is not a row`);
  return table === 'end' ? undefined : table;
}

/** Returns the line of a row from its JSON. */
export const rowLine = (table: string, row: string): string => `{"${table}":${row}}\n`;

/** Parses the last line of an export. Throws `INVALID_CONFIG`. */
export function parseEnd(line: string): Counts {
  const end = endSchema.safeParse(parse(line));
  if (end.success) return end.data.end;
  throw damaged('its last line does not have the number of its rows', end.error);
}

/** Returns the `INVALID_CONFIG` for an export that cannot be used. */
export function invalid(message: string, cause?: unknown): TaskError {
  return new TaskError({ code: 'INVALID_CONFIG', message, cause });
}

/** Returns the `INVALID_CONFIG` for a damaged export. */
export function damaged(why: string, cause?: unknown): TaskError {
  return invalid(`The export is damaged: ${why}. Nothing was imported. Export again.`, cause);
}

/** Returns the `TASK_CANCELLED` for an export or import that its signal stopped. */
export function stopped(what: 'export' | 'import', cause: unknown): TaskError {
  const message = `The ${what} was stopped before it was complete, and its result cannot be used. Start it again.`;
  return new TaskError({ code: 'TASK_CANCELLED', message, cause });
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}
