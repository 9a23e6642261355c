import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundledPackages } from './third-party/bundled-packages.ts';
import { findUnwelcome, listLicenses, printLicenses } from './third-party/licenses.ts';
import { writeSboms } from './third-party/sboms.ts';
import { listPackages } from './workspace.ts';

// Writes what published packages are made of: `LICENSES.md`, and an SBOM (CycloneDX) of each package.
const { values } = parseArgs({ options: { out: { type: 'string', default: 'third-party' } } });
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });

const published = listPackages().filter(({ manifest }) => manifest.private !== true);
const bundled = new Map(published.map((member) => [member.manifest.name, bundledPackages(member)]));
const licenses = await listLicenses(published, [...bundled.values()].flat());
writeFileSync(join(folder, 'LICENSES.md'), printLicenses(licenses));
await writeSboms(published, bundled, folder);

for (const { name, license } of findUnwelcome(licenses)) {
  console.error(`${name} has the license ${license}, which scripts/third-party/licenses.ts does not list.`);
  process.exitCode = 1;
}
