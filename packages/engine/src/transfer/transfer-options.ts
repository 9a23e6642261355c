import type { Readable, Writable } from 'node:stream';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Options of `engine.importFrom()`. */
export interface ImportOptions {
  /** Stops the import, unless everything was read, and destroys the stream. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `engine.exportTo()`. */
export interface ExportOptions {
  /** Stops the export and destroys the stream. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether to export while tasks are running. They run again after the import.
   *
   * @defaultValue false
   */
  readonly force?: boolean | undefined;
}

/** What an export or import has moved. */
export interface TransferSummary {
  readonly tasks: number;
  /** Tasks that have not ended. */
  readonly openTasks: number;
  readonly events: number;
  readonly schedules: number;
}

/** Schema of a Node stream, also of one from another library. */
const stream = <T extends Readable | Writable>(...functions: readonly string[]): z.ZodType<T> =>
  z.custom<T>(
    (value) => [...functions, 'on'].every((name) => typeof Object(value)[name] === 'function'),
    `expected a stream with ${functions.map((name) => `${name}()`).join(' and ')}`,
  );

const signal = z.instanceof(AbortSignal).optional();
const exportSchema: z.ZodType<ExportOptions> = z.strictObject({
  signal,
  force: z.boolean().optional(),
} satisfies ShapeOf<ExportOptions>);
const importSchema: z.ZodType<ImportOptions> = z.strictObject({ signal } satisfies ShapeOf<ImportOptions>);

/** Checks the arguments of `exportTo()`. Throws `INVALID_CONFIG`. */
export function parseExport(writable: unknown, options: unknown): [Writable, ExportOptions] {
  const place = { of: 'exportTo()', code: 'INVALID_CONFIG' } as const;
  return [
    parseArgument(stream<Writable>('write', 'end'), writable, { ...place, name: 'writable' }),
    parseArgument(exportSchema, options, place),
  ];
}

/** Checks the arguments of `importFrom()`. Throws `INVALID_CONFIG`. */
export function parseImport(readable: unknown, options: unknown): [Readable, ImportOptions] {
  const place = { of: 'importFrom()', code: 'INVALID_CONFIG' } as const;
  return [
    parseArgument(stream<Readable>('read', 'pipe'), readable, { ...place, name: 'readable' }),
    parseArgument(importSchema, options, place),
  ];
}
