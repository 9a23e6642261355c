import { pnpm } from '../pack-package.ts';
import { runCommand } from '../run-command.ts';
import type { WorkspacePackage } from '../workspace.ts';
import type { ThirdParty } from './bundled-packages.ts';

/** Licenses that let our users do as ours does. Of several, one is enough. */
const WELCOME = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
]);

/** What others wrote of the published packages: what is installed with them, and what is part of them. */
export async function listLicenses(
  published: readonly WorkspacePackage[],
  bundled: readonly ThirdParty[],
): Promise<ThirdParty[]> {
  const filters = published.map(({ manifest }) => `--filter=${manifest.name}`);
  const { ok, output } = await runCommand('node', [pnpm, ...filters, 'licenses', 'list', '--prod', '--json']);
  if (!ok) throw new Error(output);
  const listed = JSON.parse(output) as Record<string, { name: string; versions: string[] }[]>;
  const installed = Object.entries(listed).flatMap(([license, packages]) =>
    packages.flatMap(({ name, versions }) => versions.map((version) => ({ name, version, license }))),
  );
  const ours = new Set(published.map(({ manifest }) => manifest.name));
  const all = [...installed, ...bundled].filter(({ name }) => !ours.has(name));
  return [...new Map(all.map((item) => [`${item.name}@${item.version}`, item])).values()].toSorted((a, b) =>
    a.name.localeCompare(b.name),
  );
}

/** The packages that nobody has agreed to. */
export function findUnwelcome(licenses: readonly ThirdParty[]): ThirdParty[] {
  return licenses.filter(
    ({ license }) => !license.split(/\s+OR\s+|[()]/).some((alternative) => WELCOME.has(alternative.trim())),
  );
}

/** A table in Markdown. */
export function printLicenses(licenses: readonly ThirdParty[]): string {
  const rows = licenses.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |\n`);
  return `# Third-party packages\n\n| package | version | license |\n| --- | --- | --- |\n${rows.join('')}`;
}
