import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { root, type WorkspacePackage } from '../workspace.ts';
import { type ApiReport, listReports } from './list-reports.ts';

/** What reports are not for: they show the surface and leave release tags, links and prose to other checks. */
const SILENT = { default: { logLevel: ExtractorLogLevel.None } };

/** Compiles the declarations of all entries at once: most of what one reads, the others read too. */
export function compile(members: readonly WorkspacePackage[]): CompilerState | undefined {
  const entries = members.flatMap((member) =>
    listReports(member)
      .map((report) => ({ member, report, path: join(member.directory, report.types) }))
      .filter(({ path }) => existsSync(path)),
  );
  const [first] = entries;
  if (first === undefined) return undefined;
  return CompilerState.create(prepare(first.member, first.report, tmpdir()), {
    additionalEntryPoints: entries.map(({ path }) => path),
  });
}

/** Returns what is wrong with a report: nothing if it was written, or is as the declarations say. */
export function makeReport(
  member: WorkspacePackage,
  report: ApiReport,
  compilerState: CompilerState | undefined,
  update: boolean,
): string[] {
  const { directory, folder, manifest } = member;
  if (!existsSync(join(directory, report.types)))
    return [`${folder} is not built: ${report.types} is missing.`];
  const temporary = mkdtempSync(join(tmpdir(), 'poppobuilder-api-'));
  try {
    mkdirSync(join(directory, 'etc'), { recursive: true });
    const config = prepare(member, report, temporary);
    const problems: string[] = [];
    const { apiReportChanged, errorCount } = Extractor.invoke(config, {
      localBuild: update,
      ...(compilerState === undefined ? {} : { compilerState }),
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === ExtractorLogLevel.Error) problems.push(`${folder}: ${message.text}`);
      },
    });
    if (errorCount > 0 && problems.length > 0) return problems;
    const path = relative(root, join(directory, 'etc', report.file));
    const command = `node scripts/api-reports.ts --update ${manifest.name}`;
    const changed = `${path} does not show the public types of ${manifest.name}. If the change is meant, run \`${command}\`.`;
    return [...(apiReportChanged && !update ? [changed] : []), ...findLeftover(member, update)];
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function prepare({ directory }: WorkspacePackage, report: ApiReport, temporary: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: configOf(directory, report, temporary),
    configObjectFullPath: undefined,
    packageJsonFullPath: join(directory, 'package.json'),
  });
}

function configOf(directory: string, { types, file }: ApiReport, temporary: string): IConfigFile {
  return {
    projectFolder: directory,
    mainEntryPointFilePath: join(directory, types),
    // What an entry passes on whole is part of its surface.
    bundledPackages: packagesPassedOn(join(directory, types)),
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          lib: ['es2024', 'esnext.disposable'],
          types: ['node'],
          strict: true,
          skipLibCheck: true,
        },
        files: [types],
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: file,
      reportFolder: join(directory, 'etc'),
      reportTempFolder: temporary,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: 'lf',
    messages: {
      compilerMessageReporting: SILENT,
      extractorMessageReporting: SILENT,
      tsdocMessageReporting: SILENT,
    },
  };
}

function packagesPassedOn(entry: string): string[] {
  const stars = readFileSync(entry, 'utf8').matchAll(/^export \* from '([^.'][^']*)'/gm);
  return [...stars].flatMap(([, name]) => name ?? []);
}

/** A report of an entry that the package no longer has says what is not true. */
function findLeftover(member: WorkspacePackage, update: boolean): string[] {
  const etc = join(member.directory, 'etc');
  const files = new Set(listReports(member).map(({ file }) => file));
  const left = existsSync(etc)
    ? readdirSync(etc).filter((file) => file.endsWith('.api.md') && !files.has(file))
    : [];
  if (update) for (const file of left) rmSync(join(etc, file));
  return update ? [] : left.map((file) => `${member.folder}/etc/${file} belongs to no entry: remove it.`);
}
