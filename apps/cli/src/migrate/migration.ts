/** The new content of a file, and what changed in it, one sentence each. Without changes the file is fine as it is. */
export interface Migration {
  readonly value: unknown;
  readonly changes: readonly string[];
}
