import { parseArgument } from '../arguments/parse-argument.ts';
import { callable } from '../arguments/schemas.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import { copyAsJson, type JsonValue } from '../task/json.ts';
import { withoutNul } from '../text/without-nul.ts';
import { MAX_BLOB_SIZE, MAX_STATE_LENGTH, type StateBackend, type StatePlace } from './state-backend.ts';
import type { BlobNamespace, StateNamespace } from './state-namespace.ts';

/** Which project's state a backend keeps, and whether others see it. */
export interface ProjectStateOptions {
  readonly projectId: string;
  readonly isShared: boolean;
}

interface ProjectState {
  readonly isShared: boolean;
  readonly namespace: (name: string) => StateNamespace;
  readonly blobs: (name: string) => BlobNamespace;
}

/** Returns the state of a project, as a backend keeps it. */
export function projectState(
  backend: StateBackend,
  { projectId, isShared }: ProjectStateOptions,
): ProjectState {
  const named = (name: string, of: string): { projectId: string; namespace: string } => ({
    projectId,
    namespace: parseArgument(withoutNul.min(1), name, { of, name: 'name' }),
  });
  return {
    isShared,
    namespace: (name) => new BackendNamespace(backend, named(name, 'namespace()')),
    blobs: (name) => blobsIn(backend, named(name, 'blobs()')),
  };
}

type Namespace = Omit<StatePlace, 'key'>;

class BackendNamespace implements StateNamespace {
  readonly #backend: StateBackend;
  readonly #namespace: Namespace;

  constructor(backend: StateBackend, namespace: Namespace) {
    this.#backend = backend;
    this.#namespace = namespace;
  }

  async get(key: string): Promise<JsonValue | undefined> {
    return parse((await this.#backend.read(this.#at(key, 'get()')))?.text);
  }

  async set(key: string, value: JsonValue | undefined): Promise<void> {
    const place = this.#at(key, 'set()');
    await this.#backend.write(place, write(key, value));
  }

  async update(
    key: string,
    change: (value: JsonValue | undefined) => JsonValue | undefined | Promise<JsonValue | undefined>,
  ): Promise<JsonValue | undefined> {
    const place = this.#at(key, 'update()');
    parseArgument(callable(), change, { of: 'update()', name: 'change' });
    for (;;) {
      const stored = await this.#backend.read(place);
      const value = await change(parse(stored?.text));
      if (await this.#backend.write(place, write(key, value), stored?.version ?? null)) return value;
    }
  }

  async list(prefix = ''): Promise<string[]> {
    parseArgument(withoutNul, prefix, { of: 'list()', name: 'prefix' });
    return [...(await this.#backend.list(this.#namespace, prefix))];
  }

  #at(key: string, of: string): StatePlace {
    return placeOf(this.#namespace, key, of);
  }
}

function blobsIn(backend: StateBackend, namespace: Namespace): BlobNamespace {
  return {
    get: async (key) => backend.readBlob(placeOf(namespace, key, 'get()')),
    set: async (key, data) => {
      const place = placeOf(namespace, key, 'set()');
      if (data !== undefined && !(data instanceof Uint8Array)) {
        throw invalid('data', 'set()', 'expected a Uint8Array, such as a Buffer');
      }
      if (data !== undefined && data.byteLength > MAX_BLOB_SIZE) {
        throw invalid(
          'data',
          'set()',
          `the blob ${JSON.stringify(key)} has more than ${MAX_BLOB_SIZE} bytes`,
        );
      }
      await backend.writeBlob(place, data);
    },
  };
}

const placeOf = (namespace: Namespace, key: string, of: string): StatePlace => ({
  ...namespace,
  key: parseArgument(withoutNul, key, { of, name: 'key' }),
});

const parse = (text: string | undefined): JsonValue | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as JsonValue);

function write(key: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  let text: string;
  try {
    text = JSON.stringify(copyAsJson(value));
  } catch (cause) {
    const reason = `the state of ${JSON.stringify(key)} cannot be kept: ${reasonOf(cause)}`;
    throw invalid('value', 'set()', reason, cause);
  }
  if (text.length <= MAX_STATE_LENGTH) return text;
  const reason = `the state of ${JSON.stringify(key)} has more than ${MAX_STATE_LENGTH} characters`;
  throw invalid('value', 'set()', `${reason}; keep it as a blob`);
}

function invalid(name: string, of: string, reason: string, cause?: unknown): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: `The argument "${name}" of ${of} is not valid: ${reason}.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
