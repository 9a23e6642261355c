/** The low byte is the primary code, the rest says more. See https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/** Whether SQLite refused a statement because another connection holds a lock of the database. */
export function isSqliteBusy(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY;
}
