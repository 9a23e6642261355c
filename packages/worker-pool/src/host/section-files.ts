import { isAbsolute, join, resolve } from 'node:path';
import type { ResolvedPermissions, SandboxExecutable, SandboxFolder } from '@poppobuilder/core';
import {
  findTrustedProgram,
  isNode,
  permitsSecret,
  privilegeKey,
  type ProjectSettings,
  type SectionDeclaration,
  variantsOf,
} from '@poppobuilder/core/runner-kit';
import { localRepositories } from './local-repositories.ts';
import { makeFolder } from './make-folder.ts';

/** What the sections of a worker's plugins want it to be shown. All paths are absolute. */
export interface SectionFiles {
  /** Programs, wherever they lie. */
  readonly executables: readonly string[];
  /** Files that it reads, wherever they lie. */
  readonly files: readonly string[];
  /** Folders that it writes. */
  readonly folders: readonly string[];
  /** The same, seen only by processes whose environment holds a secret. */
  readonly secretFolders: readonly string[];
  /** Folders that handlers which work in worktrees write, and their commands read. */
  readonly worktreeFolders: readonly string[];
  /** Repositories of this machine that handlers which work in worktrees alone write, and their commands do not see. */
  readonly repositories: readonly string[];
}

/**
 * Collects what sections declare, and makes the folders. What decides is what the operator says: whoever can push may write
 * the file inside the project, which has no part in it.
 */
export function sectionFiles(
  settings: ProjectSettings,
  permissions: ResolvedPermissions,
  sections: readonly SectionDeclaration[],
): SectionFiles {
  const { files } = permissions;
  const isPermitted = ({ secret }: { readonly secret?: string | undefined }): boolean =>
    secret === undefined || permitsSecret(permissions, secret);
  const worksInWorktrees = files === 'workspace' || files === 'project';
  const found = {
    executables: [] as string[],
    files: [] as string[],
    folders: [] as string[],
    secretFolders: [] as string[],
    worktreeFolders: [] as string[],
    repositories: [] as string[],
  };
  for (const { name, sandbox } of sections) {
    const values = operatorValues(settings, name);
    const variants = variantsOf(sandbox, values);
    for (const executable of (sandbox.executables ?? []).filter(isPermitted)) {
      const programs = variants.map((variant) => findExecutable(executable, variant, settings));
      found.executables.push(...new Set(programs.filter((program) => program !== undefined)));
    }
    for (const folder of (sandbox.folders ?? []).filter(isPermitted)) {
      if (folder.sharedBy === 'worktrees' && !worksInWorktrees) continue;
      const paths = variants.map((variant) => folderPath(folder, variant, settings, permissions));
      const made = [...new Set(paths)].map((path) => makeFolder(path));
      if (folder.sharedBy === 'worktrees') found.worktreeFolders.push(...made);
      else (folder.secret === undefined ? found.folders : found.secretFolders).push(...made);
    }
    for (const { key } of (sandbox.files ?? []).filter(isPermitted)) {
      const paths = variants.map((variant) => textAt(variant, key));
      found.files.push(...paths.filter((path) => path !== undefined).filter((path) => isAbsolute(path)));
    }
    if (files !== 'workspace') continue;
    const urls = (sandbox.repositories ?? []).map((key) => values[key]);
    found.repositories.push(...localRepositories(urls, settings.environment));
  }
  return found;
}

/** Returns the PATHs that programs of sections are looked for on, beside that of the project. */
export function sectionPaths(
  settings: ProjectSettings,
  sections: readonly SectionDeclaration[],
): (string | undefined)[] {
  return sections.flatMap(({ name, sandbox }) =>
    (sandbox.executables ?? []).flatMap((executable) =>
      variantsOf(sandbox, operatorValues(settings, name)).map((variant) => pathOf(executable, variant)),
    ),
  );
}

type Values = Readonly<Record<string, unknown>>;

const operatorValues = ({ sections }: ProjectSettings, name: string): Values =>
  (Object.hasOwn(sections, name) ? sections[name]?.operator : undefined) ?? {};

function findExecutable(
  executable: SandboxExecutable,
  values: Values,
  { environment }: ProjectSettings,
): string | undefined {
  const command = textAt(values, executable.key) ?? executable.name;
  const path = pathOf(executable, values) ?? environment['PATH'];
  return isAbsolute(command) ? command : findTrustedProgram(command, path);
}

function pathOf({ environment }: SandboxExecutable, values: Values): string | undefined {
  const variables = environment === undefined ? undefined : values[environment];
  return isNode(variables) ? textAt(variables, 'PATH') : undefined;
}

function folderPath(
  folder: SandboxFolder,
  values: Values,
  { homeFolder }: ProjectSettings,
  permissions: ResolvedPermissions,
): string {
  const named = textAt(values, folder.key);
  const own = folder.sharedBy === 'privilege' ? join(folder.name, privilegeKey(permissions)) : folder.name;
  return resolve(homeFolder, named ?? own);
}

function textAt(values: Values, key: string | undefined): string | undefined {
  const value = key === undefined || !Object.hasOwn(values, key) ? undefined : values[key];
  return typeof value === 'string' ? value : undefined;
}
