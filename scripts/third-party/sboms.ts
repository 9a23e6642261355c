import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from '../pack-package.ts';
import { runCommand } from '../run-command.ts';
import type { WorkspacePackage } from '../workspace.ts';
import type { ThirdParty } from './bundled-packages.ts';

/** The parts of a CycloneDX document that are added to. */
interface Sbom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  components?: object[];
  dependencies?: { ref: string; dependsOn?: string[] }[];
}

/** Writes an SBOM of each package as pnpm makes it, with the packages that its bundle contains. */
export async function writeSboms(
  published: readonly WorkspacePackage[],
  bundled: ReadonlyMap<string, readonly ThirdParty[]>,
  folder: string,
): Promise<void> {
  const filters = published.map(({ manifest }) => `--filter=${manifest.name}`);
  const format = ['--prod', '--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6'];
  const out = ['--split', '--out', join(folder, '%s.cdx.json')];
  const { ok, output } = await runCommand('node', [pnpm, ...filters, 'sbom', ...format, ...out]);
  if (!ok) throw new Error(output);
  for (const { manifest } of published) {
    const file = join(folder, `${manifest.name.replace('@', '').replace('/', '-')}.cdx.json`);
    const sbom = JSON.parse(readFileSync(file, 'utf8')) as Sbom;
    addBundled(sbom, bundled.get(manifest.name) ?? []);
    writeFileSync(file, `${JSON.stringify(sbom, undefined, 2)}\n`);
  }
}

function addBundled(sbom: Sbom, bundled: readonly ThirdParty[]): void {
  const components = (sbom.components ??= []) as { 'bom-ref'?: string }[];
  const known = new Set(components.map((component) => component['bom-ref']));
  const parts = bundled.map(componentOf);
  components.push(...parts.filter((part) => !known.has(part['bom-ref'])));
  const root = sbom.metadata.component['bom-ref'];
  const dependencies = (sbom.dependencies ??= []);
  let own = dependencies.find(({ ref }) => ref === root);
  if (own === undefined) dependencies.push((own = { ref: root }));
  own.dependsOn = [...new Set([...(own.dependsOn ?? []), ...parts.map((part) => part['bom-ref'])])];
}

function componentOf({ name, version, license }: ThirdParty) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const group = name.startsWith('@') ? { group: name.slice(0, name.indexOf('/')) } : {};
  return {
    type: 'library',
    ...group,
    name: name.slice(name.indexOf('/') + 1),
    version,
    purl,
    'bom-ref': purl,
    licenses: [{ license: { id: license } }],
  };
}
