/** Where a value or a blob is kept. No part has a NUL character. */
export interface StatePlace {
  readonly projectId: string;
  readonly namespace: string;
  readonly key: string;
}

/** A value as it is kept. */
export interface StoredState {
  /** JSON. */
  readonly text: string;
  /** Another one after every write, also after a removal. */
  readonly version: string;
}

/**
 * Keeps the state of projects for a runner, such as the database of an engine does for all of its hosts. Pass one as the
 * runner's option `state`. Writes are atomic: others read the old or the new value.
 */
export interface StateBackend {
  read(place: StatePlace): Promise<StoredState | undefined>;
  /**
   * Writes a value, or removes it.
   *
   * @param text - JSON; `undefined` removes the value
   * @param expected - writes only over the value with this version; `null` stands for none. Over any by default
   * @returns whether the value was written
   */
  write(place: StatePlace, text: string | undefined, expected?: string | null): Promise<boolean>;
  /** Returns the keys of values that begin with a prefix, in the order of their UTF-8 bytes. */
  list(place: Omit<StatePlace, 'key'>, prefix: string): Promise<readonly string[]>;
  readBlob(place: StatePlace): Promise<Uint8Array | undefined>;
  /** Writes a blob, or removes it. One that nobody has written for 30 days may be removed. */
  writeBlob(place: StatePlace, data: Uint8Array | undefined): Promise<void>;
}

/** The functions of a {@link StateBackend}. */
export const STATE_FUNCTIONS: readonly (keyof StateBackend)[] = [
  'read',
  'write',
  'list',
  'readBlob',
  'writeBlob',
];

/** Characters that the JSON of a value may have. */
export const MAX_STATE_LENGTH: number = 2_000_000;

/** Size of the largest blob: 32 MiB. In bytes. */
export const MAX_BLOB_SIZE: number = 32 * 1024 ** 2;

/** How long a blob is kept that nobody writes again: 30 days. In milliseconds. */
export const BLOB_RETENTION: number = 30 * 24 * 3_600_000;
