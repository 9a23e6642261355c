import { type StateBackend, TaskError } from '@poppobuilder/core';
import { MAX_BLOB_SIZE, privilegeKey, reasonOf } from '@poppobuilder/core/runner-kit';
import type { StateAnswer, StateRequest } from '../protocol/messages.ts';
import type { Assigned } from './pool-context.ts';

/** Requests of one task that may wait for others of it; a handler that does not await them could send any number. */
const MAX_WAITING = 1_000;

/** Serves a task the state of its project, one request after the other. */
export class StateServer {
  readonly #backend: StateBackend | undefined;
  readonly #state: Assigned;
  readonly #onExcess: (error: TaskError) => void;
  /** Parts of blobs that are being sent, by the id of their request. */
  readonly #parts = new Map<number, Buffer[]>();
  #partsSize = 0;
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
    this.#partsSize += part.length;
    if (this.#partsSize > MAX_BLOB_SIZE) this.#exceed(`${this.#partsSize} bytes of blobs at once`);
    else this.#parts.set(id, [...(this.#parts.get(id) ?? []), part]);
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
    const blob = Buffer.concat(this.#parts.get(id) ?? []);
    this.#parts.delete(id);
    this.#partsSize -= blob.length;
    return blob;
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
