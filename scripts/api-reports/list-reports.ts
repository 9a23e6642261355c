import type { WorkspacePackage } from '../workspace.ts';

/** One entry of a package, and the name of its report. */
export interface ApiReport {
  /** Declarations of the entry, relative to the package. */
  readonly types: string;
  /** Relative to `etc/` of the package, such as `core.runner-kit.api.md`. */
  readonly file: string;
}

/** The entries of a package that have types: what its `exports` name. */
export function listReports({ folder, manifest }: WorkspacePackage): ApiReport[] {
  const base = folder.slice(folder.lastIndexOf('/') + 1);
  return Object.entries(Object(manifest.exports) as object).flatMap(([entry, target]: [string, unknown]) => {
    const { types } = Object(target) as { types?: string };
    if (types === undefined) return [];
    const name = [base, ...entry.split('/').slice(1)].join('.');
    return [{ types, file: `${name}.api.md` }];
  });
}
