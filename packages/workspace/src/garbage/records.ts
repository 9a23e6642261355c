import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Mirror } from '../git/mirror.ts';

/** What the host records of a worktree. */
export interface WorktreeRecord {
  readonly branch: string;
  readonly base: string;
  readonly baseCommit: string;
  /** The commit that was checked out. */
  readonly head: string;
  /** Milliseconds since the epoch. */
  readonly lastUsed: number;
  /** Id of the task that used it last. */
  readonly taskId?: string | undefined;
}

const commit = z.string().regex(/^[0-9a-f]{40}$/);
const schema: z.ZodType<WorktreeRecord> = z.object({
  branch: z.string(),
  base: z.string(),
  baseCommit: commit,
  head: commit,
  lastUsed: z.number(),
  taskId: z.string().optional(),
});

/** The records of a project's worktrees. Each is a file that is replaced atomically. */
export class Records {
  readonly #folder: string;

  constructor(mirror: Mirror) {
    this.#folder = join(mirror.folder, 'records');
  }

  /** Returns a record; `undefined` when there is none that can be read. */
  async read(name: string): Promise<WorktreeRecord | undefined> {
    try {
      return schema.parse(JSON.parse(await readFile(this.#file(name), 'utf8')));
    } catch {
      // A worktree without a record is recreated.
      return undefined;
    }
  }

  async write(name: string, record: WorktreeRecord): Promise<void> {
    const temporary = join(this.#folder, `.${name}-${randomUUID()}`);
    await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
    await rename(temporary, this.#file(name));
  }

  async remove(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  /** Returns the names of all worktrees with a record. */
  async names(): Promise<string[]> {
    const files = await readdir(this.#folder);
    return files.filter((file) => /^[^.].*\.json$/.test(file)).map((file) => file.slice(0, -'.json'.length));
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
