import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { warmHome } from './warm-home.ts';

/** An empty project and an empty home of PoppoBuilder, side by side in a temporary folder. */
export class TemporaryProject implements AsyncDisposable {
  /** Holds all the rest; also a place for task files. */
  readonly folder: string;
  readonly project: string;
  readonly home: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.project = join(folder, 'project');
    this.home = join(folder, 'home');
  }

  static async create(): Promise<TemporaryProject> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-test-')));
    const created = new TemporaryProject(folder);
    await mkdir(created.project);
    await mkdir(created.home);
    warmHome(created.home);
    return created;
  }

  /** Writes a file, relative to {@link TemporaryProject.folder}, as text or as JSON. Gives its path. */
  async write(name: string, content: unknown, mode = 0o644): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, isRaw(content) ? content : JSON.stringify(content), { mode });
    return path;
  }

  /**
   * Every file of the project and of the home with its content, to see that nothing was written; what was compiled, and
   * what is remembered of plugins, is left out.
   */
  async snapshot(): Promise<Record<string, string>> {
    const files = await Promise.all([this.project, this.home].map(listFiles));
    const caches = ['compile-cache', 'plugins'].map((name) => join(this.home, name, '/'));
    const kept = files.flat().filter((path) => !caches.some((cache) => path.startsWith(cache)));
    const contents = kept.map(async (path) => [path, await readFile(path, 'utf8')] as const);
    return Object.fromEntries(await Promise.all(contents));
  }

  /** A valid `custom-command` task of the project. */
  task(fields: object = {}): Record<string, unknown> {
    const base = { id: 'task-1', type: 'custom-command', projectId: 'demo', projectPath: this.project };
    return { ...base, command: 'echo', args: ['hello'], ...fields };
  }

  /** A task that runs a script in Node. */
  script(script: string, fields: object = {}): Record<string, unknown> {
    return this.task({ command: process.execPath, args: ['-e', script], ...fields });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

const isRaw = (content: unknown): content is string | Uint8Array =>
  typeof content === 'string' || content instanceof Uint8Array;

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
