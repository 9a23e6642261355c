import { posix } from 'node:path';
import { listPackages, type WorkspacePackage } from '../../../../scripts/workspace.ts';

/** What users import from, and the source behind it. */
export interface Entry {
  /** `@poppobuilder/core`, or with a subpath, `@poppobuilder/core/runner-contract`. */
  readonly name: string;
  /** Relative to the repository. */
  readonly file: string;
}

const SOURCE = '@poppobuilder/source';

/** Subpaths for packages of PoppoBuilder alone. */
const OWN = new Set(['./arguments', './package.json', './runner-kit']);

/** Packages first that others export again: each declaration is described where it is made. */
const FIRST = ['packages/core', 'packages/worker-pool'];

/** Returns the entries of all published libraries. */
export function listEntries(): Entry[] {
  return listPackages()
    .filter(({ folder, manifest }) => /^(packages|apps)\//.test(folder) && manifest.private !== true)
    .toSorted((one, other) => rank(one) - rank(other))
    .flatMap(({ folder, manifest }) =>
      Object.entries((manifest.exports ?? {}) as Record<string, { [SOURCE]?: string }>)
        .filter(([subpath, target]) => !OWN.has(subpath) && target[SOURCE] !== undefined)
        .map(([subpath, target]) => ({
          name: posix.join(manifest.name, subpath),
          file: posix.join(folder, String(target[SOURCE])),
        })),
    );
}

const rank = ({ folder }: WorkspacePackage): number => {
  const index = FIRST.indexOf(folder);
  return index === -1 ? FIRST.length : index;
};
