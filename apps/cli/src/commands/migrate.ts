import { join, resolve } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { Output } from '../output/output.ts';
import { printableLine } from '../output/printable.ts';
import { migrateConfig } from '../migrate/migrate-config.ts';
import { migrateTasks } from '../migrate/migrate-tasks.ts';
import { rewriteFile } from '../migrate/rewrite-file.ts';

/** Flags of `poppo migrate`. */
export interface MigrateOptions {
  /** Whether to print what would change, and write nothing. */
  readonly dryRun?: boolean;
}

/**
 * Rewrites what PoppoBuilder Suite left: the types in a file of tasks, or without one the configuration of the project in
 * the current folder. Prints what changed. Rejects with `INVALID_CONFIG`; nothing is then changed.
 */
export async function migrate(file: string | undefined, { dryRun = false }: MigrateOptions): Promise<void> {
  const path = file === undefined ? join(process.cwd(), '.poppo', 'config.json') : resolve(file);
  const changes = rewriteFile(path, {
    dryRun,
    migrate: file === undefined ? (value) => migrateConfig(asObject(value, path)) : migrateTasks,
  });
  const stdout = new Output(process.stdout);
  stdout.write(
    report(path, changes, dryRun)
      .map((line) => `${printableLine(line)}\n`)
      .join(''),
  );
  await stdout.flush();
}

function report(path: string, changes: readonly string[], dryRun: boolean): string[] {
  if (changes.length === 0) return [`${path} needs no change.`];
  const title = dryRun ? `${path} would change:` : `${path} has changed. What it was is in ${path}.bak.`;
  return [title, ...changes];
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new TaskError({ code: 'INVALID_CONFIG', message: `${path} is not an object.` });
}
