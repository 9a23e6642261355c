import type { StateBackend, StoredState, TaskErrorJson } from '@poppobuilder/core';
import { deserializeTaskError } from '@poppobuilder/core/runner-kit';
import type { StateAnswer, StateRequest } from '../protocol/messages.ts';
import { send } from './outbox.ts';

/** Bytes of a part of a blob. */
const PART_SIZE = 768 * 1024;

interface Pending {
  readonly resolve: (answer: StateAnswer | undefined) => void;
  readonly reject: (error: Error) => void;
}

const pending = new Map<number, Pending>();
let lastId = 0;

/** Takes the host's answer to a request. */
export function takeStateAnswer(
  id: number,
  answer: StateAnswer | undefined,
  error: TaskErrorJson | undefined,
): void {
  const request = pending.get(id);
  pending.delete(id);
  if (error === undefined) request?.resolve(answer);
  else request?.reject(deserializeTaskError(error));
}

/** The state of this worker's project, which its host keeps. */
export const hostState: StateBackend = {
  read: async ({ namespace, key }) => (await ask({ do: 'read', namespace, key })) as StoredState | undefined,
  write: async ({ namespace, key }, text, expected) =>
    (await ask({ do: 'write', namespace, key, text, expected })) as boolean,
  list: async ({ namespace }, prefix) => (await ask({ do: 'list', namespace, prefix })) as readonly string[],
  readBlob: async ({ namespace, key }) => {
    const text = (await ask({ do: 'read-blob', namespace, key })) as string | undefined;
    return text === undefined ? undefined : Buffer.from(text, 'base64');
  },
  writeBlob: async ({ namespace, key }, data) => {
    await ask({ do: 'write-blob', namespace, key, removes: data === undefined }, data);
  },
};

function ask(request: StateRequest, data?: Uint8Array): Promise<StateAnswer | undefined> {
  lastId += 1;
  const id = lastId;
  const { promise, ...settle } = Promise.withResolvers<StateAnswer | undefined>();
  pending.set(id, settle);
  const bytes = Buffer.from(data ?? []);
  for (let from = 0; from < bytes.length; from += PART_SIZE) {
    send(['state-part', id, bytes.subarray(from, from + PART_SIZE).toString('base64')]);
  }
  send(['state', id, request]);
  return promise;
}
