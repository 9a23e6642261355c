import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkTarball, packPackage, readPackedManifest } from './pack-package.ts';
import { checkReleaseGroup } from './release-group.ts';
import { runCommand, type CommandResult } from './run-command.ts';
import { listPackages, root } from './workspace.ts';

const packages = listPackages();
const published = packages.filter(({ manifest }) => manifest.private !== true);
/** The options that packages have in common. */
const base = join(root, 'tsconfig.base.json');
const packed = new Map<string, string>();

const steps: Record<string, () => Promise<CommandResult>> = {
  build: () => runCommand('turbo', ['run', 'build']),
  types: () => checkTypes(['.', ...packages.map(({ folder }) => folder)]),
  lint: () => runCommand('oxlint', ['--type-aware', '--deny-warnings', '--report-unused-disable-directives']),
  'import-cycles': () => runCommand('oxlint', ['-c', 'scripts/import-cycles.json']),
  format: () => runCommand('oxfmt', ['--check']),
  knip: () => runCommand('knip', []),
  pack: () =>
    runAll(published, async ({ folder, directory }) => {
      const tarball = join(temporary, `${folder.replaceAll('/', '-')}.tgz`);
      const pack = await packPackage(directory, tarball);
      const result = pack.ok ? await checkTarball(tarball) : pack;
      if (pack.ok) packed.set(folder, tarball);
      return result.ok ? result : { ok: false, output: `${folder}, as packed:\n${result.output}` };
    }),
  'release-group': async () => {
    const manifests = await Promise.all([...packed.values()].map(readPackedManifest));
    const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
    const problems = checkReleaseGroup(published, byName);
    return { ok: problems.length === 0, output: problems.map((problem) => `${problem}\n`).join('') };
  },
  publint: () =>
    onTarballs((tarballs) => runAll(tarballs, (tarball) => runCommand('publint', [tarball, '--strict']))),
  api: () => runCommand('node', ['scripts/api-reports.ts']),
  attw: () => onTarballs((tarballs) => runCommand('node', ['scripts/attw.ts', ...tarballs])),
  'dependency-direction': () => runCommand('node', ['scripts/check-dependency-direction.ts']),
  words: () => runCommand('node', ['scripts/check-forbidden-words.ts']),
  site: () => runCommand('node', ['apps/site/src/main.ts']),
};

const prerequisites: Record<string, string[]> = {
  pack: ['build'],
  'release-group': ['build', 'pack'],
  publint: ['build', 'pack'],
  attw: ['build', 'pack'],
  api: ['build'],
};

/** Steps that use one core each: they come last, at the same time. */
const onOneCore = new Set(['attw', 'knip', 'api', 'site']);

const names = Object.keys(steps);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. The steps are: ${names.join(', ')}.`);
  process.exit(1);
}
const needed = new Set(wanted.flatMap((name) => [name, ...(prerequisites[name] ?? [])]));
const chosen = Object.entries(steps).filter(([name]) => needed.size === 0 || needed.has(name));

const temporary = await mkdtemp(join(tmpdir(), 'poppobuilder-check-'));
let failed = 0;
try {
  for (const entry of chosen.filter(([name]) => !onOneCore.has(name))) await check(entry);
  await Promise.all(chosen.filter(([name]) => onOneCore.has(name)).map(check));
} finally {
  await rm(temporary, { recursive: true, force: true });
}
if (failed > 0) process.exitCode = 1;
console.log(`${chosen.length - failed} passed, ${failed} failed`);

async function check([name, step]: readonly [string, () => Promise<CommandResult>]): Promise<void> {
  const startedAt = performance.now();
  const { ok, output } = await step();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (!ok) {
    failed += 1;
    process.stdout.write(output);
  }
  console.log(`${name}: ${ok ? 'ok' : 'failed'} (${seconds} s)`);
}

interface TypeScriptConfig {
  readonly extends?: string;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly include?: readonly string[];
}

/** The packages that add nothing to the common options are one program, so that what they share is checked once. */
async function checkTypes(folders: readonly string[]): Promise<CommandResult> {
  const common = { noEmit: true };
  const include: string[] = [];
  const apart: string[] = [];
  for (const folder of folders) {
    const config = join(root, folder, 'tsconfig.json');
    if (!existsSync(config)) return { ok: false, output: `${config} is missing.\n` };
    const parsed = JSON.parse(readFileSync(config, 'utf8')) as TypeScriptConfig;
    const isCommon =
      join(root, folder, parsed.extends ?? '') === base && isDeepStrictEqual(parsed.compilerOptions, common);
    if (isCommon) include.push(...(parsed.include ?? []).map((path) => join(root, folder, path)));
    else apart.push(config);
  }
  const together = join(temporary, 'tsconfig.json');
  const typeRoots = [join(root, 'node_modules/@types')];
  // Those apart may infer what they export, which is nothing to complain of where others import it. The build complains.
  const compilerOptions = { ...common, isolatedDeclarations: false, typeRoots };
  writeFileSync(together, JSON.stringify({ extends: base, compilerOptions, include }));
  return runAll([together, ...apart], (config) => runCommand('tsc', ['-p', config]));
}

/** What `pnpm pack` could not pack is reported by that step already; the other packages are still looked at. */
async function onTarballs(step: (tarballs: string[]) => Promise<CommandResult>): Promise<CommandResult> {
  const withExports = published.filter(({ manifest }) => manifest.exports !== undefined);
  const found = withExports.flatMap(({ folder }) => packed.get(folder) ?? []);
  const result = await step(found);
  const missing = withExports.length - found.length;
  return missing === 0
    ? result
    : { ok: false, output: `${result.output}${missing} packages were not packed.\n` };
}

/** Two at a time: each tool uses several threads itself. */
async function runAll<Item>(
  items: Item[],
  step: (item: Item) => Promise<CommandResult>,
): Promise<CommandResult> {
  const results: CommandResult[] = [];
  const entries = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await step(item);
  };
  await Promise.all([work(), work()]);
  const failures = results.filter(({ ok }) => !ok);
  return { ok: failures.length === 0, output: failures.map(({ output }) => output).join('') };
}
