import { mkdir, stat } from 'node:fs/promises';
import type { TaskResult } from '@poppobuilder/core';
import cacache from 'cacache';
import { z } from 'zod';
import type { ResultStore, ResultStoreLimits, StoredResult } from './result-store.ts';

/** Where results are kept, and for how long. */
export interface FolderStoreOptions extends ResultStoreLimits {
  readonly folder: string;
}

const valueSchema = z.object({
  key: z.string(),
  from: z.string(),
  // A schema of objects would change the order of the fields.
  result: z.custom<TaskResult>((value) => Object(value).success === true),
});

const metadataSchema = z.object({ storedAt: z.number() });

/** Pruning continues down to this share of the maximum size, so that not every write removes another result. */
const PRUNED_SHARE = 0.9;

/** The folder is measured again after this share of the maximum size was written, because other processes write too. */
const MEASURE_SHARE = 0.1;

/** How often content is removed that no entry refers to, as a kill can leave it. In milliseconds. */
const VERIFY_INTERVAL = 7 * 24 * 60 * 60 * 1000;

type Entry = Awaited<ReturnType<typeof cacache.ls>>[string];

/**
 * Stores results on disk, by key. Any number of processes may share the folder. Damaged content counts as missing and is
 * removed.
 */
export class FolderStore implements ResultStore {
  readonly #options: FolderStoreOptions;
  /** What may be written before the folder is measured again. In bytes. */
  #allowance = 0;
  #pruning: Promise<void> | undefined;

  constructor(options: FolderStoreOptions) {
    this.#options = options;
  }

  /** Resolves with the result of a key, if there is one. Rejects when the folder cannot be read. */
  async get(key: string): Promise<StoredResult | undefined> {
    const { folder } = this.#options;
    const entry = await find(folder, key);
    if (entry === null) return undefined;
    if (this.#isExpired(entry)) {
      await this.#remove(entry);
      return undefined;
    }
    const stored = await this.#read(entry);
    if (stored?.key === key) return { from: stored.from, result: stored.result };
    await this.#remove(entry);
    return undefined;
  }

  /** Keeps a result, in place of an earlier one. Rejects when it cannot be written. */
  async put(key: string, { from, result }: StoredResult): Promise<void> {
    const { folder, now, maxSize } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // The key makes the content its own: no two entries share it, so that each can be removed with it.
    const value = Buffer.from(JSON.stringify({ key, from, result }));
    const size = value.length;
    if (size > maxSize) return;
    const former = await find(folder, key);
    // Entries of one key are lines of one file, which would grow with each.
    if (former !== null) await this.#remove(former);
    const metadata = { storedAt: now() };
    await cacache.put(folder, key, value, { metadata, size });
    this.#allowance -= size;
    if (this.#allowance < 0) await this.prune();
  }

  /** Removes what has expired and, while all of it is larger than allowed, what was written first. */
  async prune(): Promise<void> {
    this.#pruning ??= this.#prune().finally(() => (this.#pruning = undefined));
    await this.#pruning;
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    await cacache.rm.all(this.#options.folder);
    this.#allowance = 0;
  }

  async #prune(): Promise<void> {
    const { folder, maxSize } = this.#options;
    await this.#verifySometimes();
    const entries = Object.values(await cacache.ls(folder));
    const expired = entries.filter((entry) => this.#isExpired(entry));
    const fresh = entries.filter((entry) => !this.#isExpired(entry));
    let size = fresh.reduce((sum, entry) => sum + sizeOf(entry), 0);
    const limit = size > maxSize ? maxSize * PRUNED_SHARE : maxSize;
    const surplus = fresh
      .toSorted((a, b) => storedAt(a) - storedAt(b))
      .filter((entry) => {
        const isSurplus = size > limit;
        if (isSurplus) size -= sizeOf(entry);
        return isSurplus;
      });
    for (const entry of [...expired, ...surplus]) await this.#remove(entry);
    this.#allowance = Math.min(maxSize - size, maxSize * MEASURE_SHARE);
  }

  async #verifySometimes(): Promise<void> {
    const { folder } = this.#options;
    // In a folder that is new, content without an entry is what another process is about to enter.
    const last = await cacache.verify.lastRun(folder).catch(async () => (await stat(folder)).birthtime);
    if (Date.now() - last.getTime() > VERIFY_INTERVAL) await cacache.verify(folder);
  }

  async #read({ integrity }: Entry): Promise<z.infer<typeof valueSchema> | undefined> {
    try {
      const data = await cacache.get.byDigest(this.#options.folder, integrity);
      return valueSchema.parse(JSON.parse(data.toString('utf8')));
    } catch (error) {
      if (isDamage(error)) return undefined;
      throw error;
    }
  }

  #isExpired(entry: Entry): boolean {
    const age = this.#options.now() - storedAt(entry);
    // What comes from the future was written by another clock.
    return !(age >= 0 && age < this.#options.ttl);
  }

  async #remove(entry: Entry): Promise<void> {
    const { folder } = this.#options;
    await removeEntry(folder, entry.key, { removeFully: true });
    await cacache.rm.content(folder, entry.integrity);
  }
}

// Their types leave out what the functions are documented to take and to give.
const removeEntry = cacache.rm.entry as (
  folder: string,
  key: string,
  options: { removeFully: boolean },
) => Promise<unknown>;
const find = cacache.get.info as (folder: string, key: string) => Promise<Entry | null>;

const sizeOf = (entry: Entry): number => entry.size ?? 0;

/** An entry without the time is none of ours: it is as old as can be. */
function storedAt({ metadata }: Entry): number {
  const parsed = metadataSchema.safeParse(metadata);
  return parsed.success ? parsed.data.storedAt : Number.NEGATIVE_INFINITY;
}

/** Whether content is absent or not what was written, rather than out of reach. */
function isDamage(error: unknown): boolean {
  const { code } = error as { code?: string };
  return (
    error instanceof SyntaxError ||
    error instanceof z.ZodError ||
    code === 'EINTEGRITY' ||
    code === 'EBADSIZE' ||
    code === 'ENOENT'
  );
}
