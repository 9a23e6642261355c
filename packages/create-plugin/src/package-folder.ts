import { readFileSync } from 'node:fs';

/** The folder of this package: `src/` and `dist/` are both directly in it. */
export const packageFolder: URL = new URL('../', import.meta.url);

/** What the package.json of this package has that the program needs. */
interface OwnManifest {
  readonly version: string;
  /** What created plugins depend on. Packing replaces `catalog:` and `workspace:` by the versions of the release. */
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Reads the package.json of this package. */
export function readOwnManifest(): OwnManifest {
  return JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as OwnManifest;
}
