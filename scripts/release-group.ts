import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, type Manifest, type WorkspacePackage } from './workspace.ts';

const CORE = '@poppobuilder/core';
const RUNNER_KIT = `${CORE}/runner-kit`;
/** Its devDependencies are the versions that a new plugin gets, so each release of core needs one of it. */
const SCAFFOLD = '@poppobuilder/create-plugin';

/**
 * Returns what is wrong with the packages that are released together: core, those that use its runner-kit, those that
 * depend on one of these, and the scaffold. An installed one must never meet another minor version of core than its own.
 *
 * @param packed - manifests as they are published, by name
 */
export function checkReleaseGroup(
  published: readonly WorkspacePackage[],
  packed: ReadonlyMap<string, Manifest>,
): string[] {
  const group = findGroup(published);
  const { fixed } = JSON.parse(readFileSync(join(root, '.changeset/config.json'), 'utf8')) as {
    fixed: string[][];
  };
  const expected = [...group].toSorted().join(', ');
  const isListed = fixed.some((names) => names.toSorted().join(', ') === expected);
  const unlisted = isListed ? [] : [`"fixed" in .changeset/config.json must list exactly: ${expected}.`];
  return [...unlisted, ...[...group].flatMap((name) => checkRanges(packed.get(name), group, packed))];
}

function findGroup(published: readonly WorkspacePackage[]): Set<string> {
  const users = published.filter(usesRunnerKit).map(({ manifest }) => manifest.name);
  const group = new Set(users);
  for (let size = -1; size < group.size;) {
    size = group.size;
    for (const { manifest } of published) {
      if (Object.keys(rangesOf(manifest)).some((name) => group.has(name))) group.add(manifest.name);
    }
  }
  return group.add(CORE).add(SCAFFOLD);
}

function usesRunnerKit({ directory }: WorkspacePackage): boolean {
  const files = globSync('src/**/*.ts', { cwd: directory }).filter(
    (file) => !/\.test\.ts$|fixtures/.test(file),
  );
  return files.some((file) => readFileSync(join(directory, file), 'utf8').includes(`'${RUNNER_KIT}'`));
}

/** Within the group, a range accepts patches of one minor version. */
function checkRanges(
  manifest: Manifest | undefined,
  group: ReadonlySet<string>,
  packed: ReadonlyMap<string, Manifest>,
): string[] {
  if (manifest === undefined) return [];
  return Object.entries(rangesOf(manifest)).flatMap(([name, range]) => {
    const expected = `~${packed.get(name)?.version}`;
    if (!group.has(name) || range === expected) return [];
    return [`${manifest.name}, as packed, asks for ${name} ${range}; use "workspace:~" for ${expected}.`];
  });
}

function rangesOf({
  dependencies,
  peerDependencies,
  optionalDependencies,
}: Manifest): Record<string, string> {
  return { ...dependencies, ...optionalDependencies, ...peerDependencies };
}
