import { createHash } from 'node:crypto';
import type { JsonValue, StateNamespace, StateStore } from '@poppobuilder/core';
import { checkFields } from '../arguments.ts';

/** How long a journal is kept: 30 days. In milliseconds. */
const RETENTION = 30 * 24 * 3_600_000;

/** Number of journals from which on old ones are pruned. */
const PRUNE_THRESHOLD = 500;

interface Entry<Steps> {
  /** Digest of type and input, so that other work under the same task id is not mistaken for this. */
  readonly digest: string;
  /** When it was last written, in milliseconds since the epoch. */
  readonly at: number;
  readonly steps: Partial<Steps>;
}

/** Options of {@link Journal.open}. */
export interface JournalOptions {
  readonly state: StateStore;
  readonly taskId: string;
  /** Type and input of the task. */
  readonly work: unknown;
}

/**
 * The steps that a task has completed, stored in the project's state. A retry after a crash resumes after the last
 * recorded step, so that no agent is paid twice and nothing is pushed or posted twice.
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
  static async open<Steps extends object>(options: JournalOptions): Promise<Journal<Steps>> {
    checkFields('Journal.open()', 'options', options, ['state', 'taskId']);
    const { state, taskId, work } = options;
    const namespace = state.namespace('@poppobuilder/github-tasks/journal');
    const digest = createHash('sha256').update(JSON.stringify(work)).digest('base64url');
    const journal = new Journal<Steps>(namespace, taskId, digest);
    await journal.reload();
    return journal;
  }

  /** Reloads the steps, because another worker with the same task may have recorded more. */
  async reload(): Promise<void> {
    this.#steps = this.#read(await this.#namespace.get(this.#key));
  }

  /** The recorded steps. */
  get steps(): Readonly<Partial<Steps>> {
    return this.#steps;
  }

  /** Records further steps durably, and keeps those of another worker. */
  async record(steps: Partial<Steps>): Promise<void> {
    await this.#write((stored) => ({ ...stored, ...steps }));
  }

  /** Replaces all recorded steps durably. */
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

  /** Deletes journals that are too old to be retried, if there are many. */
  async prune(): Promise<void> {
    const keys = await this.#namespace.list();
    if (keys.length < PRUNE_THRESHOLD) return;
    const oldest = Date.now() - RETENTION;
    for (const key of keys) {
      const entry = (await this.#namespace.get(key)) as unknown as Entry<Steps> | undefined;
      if (entry !== undefined && entry.at < oldest) await this.#namespace.set(key, undefined);
    }
  }
}
