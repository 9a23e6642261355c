import { createHash } from 'node:crypto';
import type { JsonValue, StateNamespace, StateStore } from '@poppobuilder/core';

/** Milliseconds that what a task did is remembered: 30 days. */
const RETENTION = 30 * 24 * 3_600_000;

/** Tasks that are remembered before old ones are looked for. */
const MANY = 500;

interface Entry<Steps> {
  /** Of type and input: another piece of work under the same id is not taken for this one. */
  readonly digest: string;
  /** When it was last written, in milliseconds since the epoch. */
  readonly at: number;
  readonly steps: Partial<Steps>;
}

/** Which piece of work a journal is of. */
export interface JournalOptions {
  readonly state: StateStore;
  readonly taskId: string;
  /** Type and input of the task. */
  readonly work: unknown;
}

/**
 * What a task has done so far, step by step, in the project's state: a retry after a crash goes on behind the last step
 * that was recorded, so that no agent is paid twice and nothing is pushed or posted twice.
 */
export class Journal<Steps extends object> {
  readonly #namespace: StateNamespace;
  readonly #key: string;
  readonly #digest: string;
  #steps: Partial<Steps> = {};

  private constructor(namespace: StateNamespace, key: string, digest: string) {
    this.#namespace = namespace;
    this.#key = key;
    this.#digest = digest;
  }

  /** Opens the journal of a piece of work, with what earlier attempts recorded. */
  static async open<Steps extends object>({ state, taskId, work }: JournalOptions): Promise<Journal<Steps>> {
    const namespace = state.namespace('@poppobuilder/github-tasks/journal');
    const digest = createHash('sha256').update(JSON.stringify(work)).digest('base64url');
    const journal = new Journal<Steps>(namespace, taskId, digest);
    await journal.reload();
    return journal;
  }

  /** Reads it again: another worker with the same task may have recorded steps meanwhile. */
  async reload(): Promise<void> {
    this.#steps = this.#read(await this.#namespace.get(this.#key));
  }

  /** What was recorded. */
  get steps(): Readonly<Partial<Steps>> {
    return this.#steps;
  }

  /** Records steps beside those that are there, durably; another worker's are kept. */
  async record(steps: Partial<Steps>): Promise<void> {
    await this.#write((stored) => ({ ...stored, ...steps }));
  }

  /** Records steps in place of all earlier ones, durably. */
  async restart(steps: Partial<Steps>): Promise<void> {
    await this.#write(() => steps);
  }

  async #write(change: (stored: Partial<Steps>) => Partial<Steps>): Promise<void> {
    await this.#namespace.update(this.#key, (value) => {
      this.#steps = change(this.#read(value));
      const entry: Entry<Steps> = { digest: this.#digest, at: Date.now(), steps: this.#steps };
      return JSON.parse(JSON.stringify(entry)) as JsonValue;
    });
  }

  #read(value: JsonValue | undefined): Partial<Steps> {
    const entry = value as unknown as Entry<Steps> | undefined;
    return entry?.digest === this.#digest ? entry.steps : {};
  }

  /** Drops what is too old to be retried, when there is much. */
  async prune(): Promise<void> {
    const keys = await this.#namespace.list();
    if (keys.length < MANY) return;
    const oldest = Date.now() - RETENTION;
    for (const key of keys) {
      const entry = (await this.#namespace.get(key)) as unknown as Entry<Steps> | undefined;
      if (entry !== undefined && entry.at < oldest) await this.#namespace.set(key, undefined);
    }
  }
}
