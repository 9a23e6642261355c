import { type BlobNamespace, describeSize, type Logger, type StateStore } from '@poppobuilder/core';
import { MAX_BLOB_SIZE } from '@poppobuilder/core/runner-kit';
import { packFiles, unpackFiles } from './session-archive.ts';
import type { SessionFolder } from './session-folder.ts';

/** What {@link TravellingSessions} work with. */
export interface TravelOptions {
  readonly state: StateStore;
  /** Absent where the agent's sessions cannot move. */
  readonly folder: SessionFolder | undefined;
  /** Name of the agent. */
  readonly agent: string;
  readonly logger: Logger;
}

/**
 * Keeps sessions where all hosts see them, and fetches them before they are continued. A session that cannot be kept or
 * fetched fails no task: another machine then begins a new one.
 */
export class TravellingSessions {
  readonly #options: TravelOptions;

  constructor(options: TravelOptions) {
    this.#options = options;
  }

  /** Fetches a session that another machine may have continued. */
  async fetch(sessionId: string | undefined): Promise<void> {
    const { folder, logger } = this.#options;
    if (folder === undefined || sessionId === undefined) return;
    try {
      const archive = await this.#blobs()?.get(this.#key(sessionId));
      if (archive !== undefined) await unpackFiles(folder.path, archive);
    } catch (error) {
      logger.warn({ error }, `The session ${sessionId} could not be fetched from the state of the project.`);
    }
  }

  /** Keeps a session as it is now. */
  async keep(sessionId: string | undefined): Promise<void> {
    const { folder, logger } = this.#options;
    const blobs = this.#blobs();
    if (folder === undefined || blobs === undefined || sessionId === undefined) return;
    try {
      const files = await folder.filesOf(sessionId);
      if (files.length === 0) return;
      const archive = await packFiles(folder.path, files);
      if (archive.length > MAX_BLOB_SIZE) {
        const size = describeSize(archive.length);
        logger.warn(
          `The session ${sessionId} has ${size} and stays on this machine, because it is too large.`,
        );
        return;
      }
      await blobs.set(this.#key(sessionId), archive);
    } catch (error) {
      logger.warn({ error }, `The session ${sessionId} could not be kept in the state of the project.`);
    }
  }

  /** Where the state stays on this machine, so does the session: as a file of the command line. */
  #blobs(): BlobNamespace | undefined {
    const { state } = this.#options;
    return state.isShared ? state.blobs('@poppobuilder/agent/sessions') : undefined;
  }

  #key(sessionId: string): string {
    return `${this.#options.agent}/${sessionId}`;
  }
}
