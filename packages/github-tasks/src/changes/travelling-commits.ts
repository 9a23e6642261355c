import { type BlobNamespace, describeSize } from '@poppobuilder/core';
import type { Changes, Workspace } from '@poppobuilder/workspace';
import type { ChangeWork } from './change-work.ts';

/** Size of the largest pack of commits that is kept. In bytes. */
const MAX_SIZE = 32 * 1024 ** 2;

/**
 * The commits of a task that are not pushed yet, kept where all hosts see them: on another machine, a retry continues with
 * them. What cannot be kept or fetched fails no task: the agent is then asked again.
 */
export class TravellingCommits {
  readonly #work: ChangeWork;

  constructor(work: ChangeWork) {
    this.#work = work;
  }

  async keep(changes: Changes, workspace: Workspace): Promise<void> {
    const blobs = this.#blobs();
    if (blobs === undefined || changes.commits.length === 0) return;
    const { logger } = this.#work.context;
    try {
      const pack = await workspace.pack(changes);
      if (pack.byteLength <= MAX_SIZE) await blobs.set(this.#key(), pack);
      else {
        logger.warn(`The commits stay on this machine, because they have ${describeSize(pack.byteLength)}.`);
      }
    } catch (error) {
      this.#work.context.signal.throwIfAborted();
      logger.warn({ error }, 'The commits could not be kept in the state of the project.');
    }
  }

  /** Fetches the commits that another machine made. Resolves whether the workspace has them. */
  async fetch(changes: Changes, workspace: Workspace): Promise<boolean> {
    try {
      const pack = await this.#blobs()?.get(this.#key());
      return pack !== undefined && (await workspace.unpack(changes, pack));
    } catch (error) {
      this.#work.context.signal.throwIfAborted();
      this.#work.context.logger.warn({ error }, 'The commits of an earlier attempt could not be fetched.');
      return false;
    }
  }

  async forget(): Promise<void> {
    await this.#blobs()?.set(this.#key(), undefined);
  }

  #blobs(): BlobNamespace | undefined {
    const { state } = this.#work.services;
    return state.isShared ? state.blobs('@poppobuilder/github-tasks/commits') : undefined;
  }

  #key(): string {
    return this.#work.context.taskId;
  }
}
