/** A transaction that a caller has begun and ends; a client of `pg` is one. */
export interface ExternalTransaction {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}
