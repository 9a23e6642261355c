import type { JsonValue } from '../task/json.ts';

/** JSON values of one namespace of a project's state. */
export interface StateNamespace {
  get(key: string): Promise<JsonValue | undefined>;
  /** Sets a value of at most 2000000 characters of JSON; `undefined` removes the key. */
  set(key: string, value: JsonValue | undefined): Promise<void>;
  /**
   * Changes a value by a function of the old one, as if no other process wrote meanwhile: when another process did, the
   * function runs again on the new value. Returning `undefined` removes the key. Gives the value that was written.
   */
  update(
    key: string,
    change: (value: JsonValue | undefined) => JsonValue | undefined | Promise<JsonValue | undefined>,
  ): Promise<JsonValue | undefined>;
  /** Keys with a prefix, sorted. @defaultValue all keys */
  list(prefix?: string): Promise<string[]>;
}

/** Blobs of one namespace of a project's state. */
export interface BlobNamespace {
  get(key: string): Promise<Uint8Array | undefined>;
  /** Sets a blob of at most 32 MiB; `undefined` removes it. One that nobody has set for 30 days may be removed. */
  set(key: string, data: Uint8Array | undefined): Promise<void>;
}
