import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';

/** A kind of toolchain: its programs on the PATH are found in another folder, which a variable names. */
interface Toolchain {
  /** The variable that names its folder. */
  readonly variable: string;
  /** What tasks need of that folder; the whole of it where this is absent. */
  readonly parts?: readonly string[];
  /** Its folder, as an entry of the PATH shows it where the variable is not set. */
  readonly folderOf?: (entry: string) => string | undefined;
}

/** Those whose shims lie in a folder of that name below a folder of this one. */
const shimsIn =
  (name: string) =>
  (entry: string): string | undefined =>
    basename(entry) === 'shims' && basename(dirname(entry)) === name ? dirname(entry) : undefined;

/** The nearest folder of that name around an entry. */
const around =
  (name: string) =>
  (entry: string): string | undefined => {
    if (basename(entry) === name) return entry;
    return dirname(entry) === entry ? undefined : around(name)(dirname(entry));
  };

/** The rustup beside a cargo. */
function rustupOf(entry: string): string | undefined {
  if (basename(entry) !== 'bin' || basename(dirname(entry)) !== '.cargo') return undefined;
  return join(dirname(dirname(entry)), '.rustup');
}

/** All kinds that are known. What is not a folder, such as the name of a version, has no part here. */
const TOOLCHAINS: readonly Toolchain[] = [
  { variable: 'RUSTUP_HOME', folderOf: rustupOf },
  // Beside these it holds the logins to registries.
  { variable: 'CARGO_HOME', parts: ['bin', 'registry', 'git', 'env'] },
  { variable: 'PYENV_ROOT', folderOf: shimsIn('.pyenv') },
  { variable: 'RBENV_ROOT', folderOf: shimsIn('.rbenv') },
  { variable: 'NODENV_ROOT', folderOf: shimsIn('.nodenv') },
  { variable: 'GOENV_ROOT', folderOf: shimsIn('.goenv') },
  { variable: 'JENV_ROOT', folderOf: shimsIn('.jenv') },
  { variable: 'PHPENV_ROOT', folderOf: shimsIn('.phpenv') },
  { variable: 'ASDF_DATA_DIR', folderOf: shimsIn('.asdf') },
  { variable: 'ASDF_DIR' },
  { variable: 'MISE_DATA_DIR', folderOf: shimsIn('mise') },
  { variable: 'NVM_DIR', folderOf: around('.nvm') },
  { variable: 'FNM_DIR' },
  { variable: 'FNM_MULTISHELL_PATH' },
  { variable: 'N_PREFIX' },
  { variable: 'VOLTA_HOME', folderOf: around('.volta') },
  { variable: 'PNPM_HOME' },
  { variable: 'BUN_INSTALL', folderOf: around('.bun') },
  { variable: 'DENO_DIR' },
  { variable: 'DENO_INSTALL', folderOf: around('.deno') },
  { variable: 'SDKMAN_DIR', folderOf: around('.sdkman') },
  { variable: 'JAVA_HOME' },
  { variable: 'MAVEN_HOME' },
  { variable: 'GRADLE_HOME' },
  { variable: 'KOTLIN_HOME' },
  { variable: 'GOROOT' },
  { variable: 'GOPATH' },
  { variable: 'GOMODCACHE' },
  { variable: 'DOTNET_ROOT' },
  { variable: 'GEM_HOME' },
  { variable: 'GEM_PATH' },
  { variable: 'ANDROID_HOME' },
  { variable: 'ANDROID_SDK_ROOT' },
  { variable: 'FLUTTER_ROOT' },
  { variable: 'CONDA_PREFIX' },
];

/** Variables that choose a version among those that are installed. */
const VERSIONS = ['RUSTUP_TOOLCHAIN', 'PYENV_VERSION', 'RBENV_VERSION', 'NODENV_VERSION', 'GOENV_VERSION'];

/** Names of all variables of toolchains. */
export const TOOLCHAIN_VARIABLES: ReadonlySet<string> = new Set([
  ...TOOLCHAINS.map(({ variable }) => variable),
  ...VERSIONS,
]);

/**
 * Returns the variables of toolchains that are not set, but whose programs are on the PATH: where HOME is another one, these
 * would not find their versions.
 */
export function missingToolchainVariables(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = (environment['PATH'] ?? '').split(delimiter).filter((entry) => isAbsolute(entry));
  return Object.fromEntries(
    TOOLCHAINS.flatMap(({ variable, folderOf }) => {
      if (environment[variable] !== undefined || folderOf === undefined) return [];
      const folder = entries.flatMap((entry) => folderOf(entry) ?? []).find((path) => existsSync(path));
      return folder === undefined ? [] : [[variable, folder]];
    }),
  );
}

/**
 * Returns the folders that the programs of an environment's toolchains need: those that its variables name, or the parts of
 * them that hold no logins, and the folder around every entry of the PATH that is called `shims`.
 */
export function toolchainFolders(environment: Readonly<Record<string, string>>): string[] {
  const named = TOOLCHAINS.flatMap(({ variable, parts }) => {
    const folders = (environment[variable] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
    return parts === undefined
      ? folders
      : folders.flatMap((folder) => parts.map((part) => join(folder, part)));
  });
  const shims = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => isAbsolute(entry) && basename(entry) === 'shims')
    .map((entry) => dirname(entry));
  return [...new Set([...named, ...shims])];
}
