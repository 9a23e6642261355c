import type { Hold, HoldScope } from './hold-options.ts';

/** A row of {@link HOLD_ROW}. */
export interface HoldRow {
  readonly id: string;
  readonly scope: string;
  readonly code: string;
  readonly message: string;
  readonly placed_by: string | null;
  readonly placed_at: Date;
  readonly until: Date | null;
  readonly has_canary: boolean;
  /** Id of the task that goes first, where the statement reads it. */
  readonly canary_task?: string | null;
  readonly cancels_running: boolean;
}

/** The columns of a {@link HoldRow}. */
export const HOLD_ROW = 'id, scope, code, message, placed_by, placed_at, until, has_canary, cancels_running';

/** Returns a scope as the database has it: its kind and its value. */
export function scopeText(scope: HoldScope): string {
  const [[kind, value] = []] = Object.entries(scope).filter(([, given]) => given !== undefined);
  return kind === 'all' ? kind : `${kind}:${String(value)}`;
}

/** Returns the hold of a row. */
export function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    scope: scopeOf(row.scope),
    reason: { code: row.code, message: row.message },
    placedAt: row.placed_at,
    ...(row.until === null ? {} : { until: row.until }),
    canary: row.has_canary,
    ...(row.canary_task === null || row.canary_task === undefined ? {} : { canaryTask: row.canary_task }),
    ...(row.placed_by === null ? {} : { by: row.placed_by }),
    cancelRunning: row.cancels_running,
  };
}

function scopeOf(text: string): HoldScope {
  const end = text.indexOf(':');
  return (end === -1 ? { all: true } : { [text.slice(0, end)]: text.slice(end + 1) }) as HoldScope;
}
