import { existsSync, readFileSync } from 'node:fs';
import type { PackageManager } from '../command-line/package-manager.ts';
import { readOwnManifest } from '../package-folder.ts';
import { checkName } from '../plugin-name.ts';
import { type JsonObject, mergePatch } from './merge-patch.ts';
import { type Ranges, realPeerRanges, realRanges } from './real-ranges.ts';

/** What a package.json depends on, beside the layers of the template. */
interface ManifestChoices {
  readonly name: string;
  readonly manager: PackageManager;
}

/** The file of a layer that makes up the package.json: that of the first is whole, and the others are patches. */
export const MANIFEST = '_package.json';

/** Returns the text of a plugin's package.json, with real versions. */
export function createManifest(
  template: URL,
  layers: readonly string[],
  { name, manager }: ManifestChoices,
): string {
  const patches = layers
    .map((layer) => new URL(`${layer}/${MANIFEST}`, template))
    .filter((url) => existsSync(url))
    .map((url) => JSON.parse(readFileSync(url, 'utf8')) as JsonObject);
  const manifest = patches.reduce(mergePatch);
  const { devDependencies: released } = readOwnManifest();
  const filled = mergePatch(manifest, {
    name,
    publishConfig: checkName(name).isScoped ? { access: 'public' } : {},
    devDependencies: realRanges(manifest['devDependencies'] as Ranges, released),
    peerDependencies: realPeerRanges(manifest['peerDependencies'] as Ranges, released),
    // The workflows take the version of Yarn from here. pnpm would look for itself in the registry, which need not have it.
    packageManager: manager.name === 'yarn' && manager.version ? `yarn@${manager.version}` : null,
  });
  return `${JSON.stringify(filled, undefined, 2)}\n`;
}
