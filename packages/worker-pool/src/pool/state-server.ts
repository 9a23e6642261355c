import { type StateBackend, TaskError } from '@poppobuilder/core';
import { MAX_BLOB_SIZE, privilegeKey, reasonOf } from '@poppobuilder/core/runner-kit';
import type { StateAnswer, StateRequest } from '../protocol/messages.ts';
import type { Assigned } from './pool-context.ts';

/** Requests of one task that may wait for others of it; a handler that does not await them could send any number. */
const MAX_WAITING = 1_000;

/** What a part of a blob counts at least, because an empty one takes memory, too. In bytes. */
const MIN_PART_SIZE = 1_024;

/** Parts of a blob that is being sent. */
interface Sending {
  readonly parts: Buffer[];
  /** In bytes, as it counts. */
  size: number;
}

/** Serves a task the state of its project, one request after the other. */
export class StateServer {
  readonly #backend: StateBackend | undefined;
  readonly #state: Assigned;
  readonly #onExcess: (error: TaskError) => void;
  /** Parts of blobs that are being sent, by the id of their request. */
  readonly #sending = new Map<number, Sending>();
  #size = 0;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param onExcess - told when the task sends more than is kept for it */
  constructor(backend: StateBackend | undefined, state: Assigned, onExcess: (error: TaskError) => void) {
    this.#backend = backend;
    this.#state = state;
    this.#onExcess = onExcess;
  }

  /** Takes a part of a blob. */
  take(id: number, text: string): void {
    const part = Buffer.from(text, 'base64');
    const size = Math.max(part.length, MIN_PART_SIZE);
    this.#size += size;
    // The last part of a blob of the maximum size may be short.
    if (this.#size > MAX_BLOB_SIZE + MIN_PART_SIZE) {
      this.#exceed(`${this.#size} bytes of blobs at once`);
      return;
    }
    const sending = this.#sending.get(id) ?? { parts: [], size: 0 };
    sending.parts.push(part);
    sending.size += size;
    this.#sending.set(id, sending);
  }

  /** Answers a request after those that came before it. */
  serve(id: number, request: StateRequest): void {
    this.#waiting += 1;
    if (this.#waiting > MAX_WAITING) this.#exceed(`${this.#waiting} requests for its state at once`);
    else this.#last = this.#last.then(() => this.#serve(id, request));
  }

  async #serve(id: number, request: StateRequest): Promise<void> {
    const { process } = this.#state.worker;
    try {
      await process.sendPatiently({ type: 'state', id, answer: await this.#answer(id, request) });
    } catch (error) {
      await process.sendPatiently({ type: 'state', id, error: asStateError(error).toJSON() });
    } finally {
      this.#waiting -= 1;
    }
  }

  async #answer(id: number, request: StateRequest): Promise<StateAnswer | undefined> {
    const backend = this.#backend;
    if (backend === undefined) throw new Error('the host keeps no state');
    const { projectId } = this.#state.checked.base;
    const { namespace } = request;
    if (request.do === 'list') return backend.list({ projectId, namespace }, request.prefix);
    const { key } = request;
    if (request.do === 'read') return backend.read({ projectId, namespace, key });
    if (request.do === 'write') {
      return backend.write({ projectId, namespace, key }, request.text, request.expected);
    }
    // What a task keeps is read by none that may do more, or less: it may be a conversation about secrets.
    const privilege = privilegeKey(this.#state.permissions);
    const place = { projectId, namespace: `${privilege}/${namespace}`, key };
    if (request.do === 'read-blob') {
      const blob = await backend.readBlob(place);
      return blob === undefined ? undefined : Buffer.from(blob).toString('base64');
    }
    await backend.writeBlob(place, request.removes ? undefined : this.#takenParts(id));
    return true;
  }

  #takenParts(id: number): Buffer {
    const { parts = [], size = 0 } = this.#sending.get(id) ?? {};
    this.#sending.delete(id);
    this.#size -= size;
    return Buffer.concat(parts);
  }

  #exceed(what: string): void {
    const message = `The task sent ${what}, which is more than is kept for it.`;
    this.#onExcess(new TaskError({ code: 'RESOURCE_LIMIT', message, hint: 'Await each call of the state.' }));
  }
}

function asStateError(error: unknown): TaskError {
  if (TaskError.is(error)) return error;
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `The state of the project could not be used: ${reasonOf(error)}.`,
    component: 'StateStore',
    retryable: true,
    cause: error,
  });
}
