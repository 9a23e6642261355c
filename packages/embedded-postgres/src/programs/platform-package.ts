import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from '../embedded-postgres-error.ts';

/** The npm package that brings the programs of Postgres for this platform. */
export interface PlatformPackage {
  /** Absolute path of the package. */
  readonly folder: string;
  readonly version: string;
  /** Major version of its Postgres. */
  readonly major: string;
}

/** By Node's names. */
interface Platform {
  readonly platform?: string;
  readonly architecture?: string;
}

const PLATFORMS: ReadonlySet<string> = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/** Returns the name of a platform's package. Throws `COMPONENT_FAILED` where the embedded Postgres does not run. */
function packageName({ platform = process.platform, architecture = process.arch }: Platform): string {
  const name = `${platform}-${architecture}`;
  if (PLATFORMS.has(name)) return `@embedded-postgres/${name}`;
  throw new EmbeddedPostgresError({
    code: 'COMPONENT_FAILED',
    message: `The embedded Postgres does not run on ${name}. Set DATABASE_URL to a Postgres of your own.`,
  });
}

/**
 * Finds the platform's package without running its code. Throws `COMPONENT_FAILED` when it is not installed.
 *
 * @param folder - where it is; default: where Node finds it
 * @param platform - default: this one
 */
export function findPlatformPackage(folder?: string, platform: Platform = {}): PlatformPackage {
  const name = packageName(platform);
  try {
    return readPackage(folder ?? dirname(dirname(createRequire(import.meta.url).resolve(name))));
  } catch (cause) {
    const message =
      `The package ${name}, which brings the embedded Postgres, is not installed. ` +
      'Install without --no-optional and --omit=optional, or set DATABASE_URL to a Postgres of your own.';
    throw new EmbeddedPostgresError({ code: 'COMPONENT_FAILED', message, cause });
  }
}

function readPackage(folder: string): PlatformPackage {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  return { folder, version, major: version.slice(0, version.indexOf('.')) };
}
