import { EmbeddedPostgresError, reasonOf } from './embedded-postgres-error.ts';

/** Options of `openEmbeddedPostgres()`. */
export interface EmbeddedPostgresOptions {
  /** Folder of the server's data. It is created if it does not exist. */
  readonly folder: string;
  /**
   * Folder of the platform package.
   *
   * @internal for tests
   * @defaultValue the installed platform package
   */
  readonly binaries?: string | undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  'folder',
  'binaries',
] satisfies (keyof EmbeddedPostgresOptions)[]);

/** Returns a copy of the options. Throws `INVALID_CONFIG` naming each one that is wrong. */
export function checkOptions(options: EmbeddedPostgresOptions): EmbeddedPostgresOptions {
  let given: Readonly<Record<string, unknown>>;
  try {
    given = { ...options };
  } catch (cause) {
    throw invalid(`reading them failed: ${reasonOf(cause)}`, cause);
  }
  const { folder, binaries } = given;
  const problems = [
    ...(folder === undefined ? ['folder: is missing'] : problemsOf('folder', folder)),
    ...(binaries === undefined ? [] : problemsOf('binaries', binaries)),
    ...Object.keys(given).flatMap((name) => (KNOWN.has(name) ? [] : [`${name}: is not a known field`])),
  ];
  if (problems.length > 0) throw invalid(problems.join('; '));
  return given as unknown as EmbeddedPostgresOptions;
}

function problemsOf(name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [`${name}: expected string`];
  return value === '' ? [`${name}: must not be empty`] : [];
}

function invalid(problems: string, cause?: unknown): EmbeddedPostgresError {
  const message = `The options of openEmbeddedPostgres() are not valid: ${problems}.`;
  return new EmbeddedPostgresError({ code: 'INVALID_CONFIG', message, cause });
}
