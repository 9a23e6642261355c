/** A transaction that the caller begins and ends. A client of `pg` is one. */
export interface ExternalTransaction {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}
