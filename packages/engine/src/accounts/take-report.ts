import type { AccountHold, AccountReport } from '@poppobuilder/core';
import type { EngineContext } from '../engine-context.ts';
import type { Holds } from '../holds/holds.ts';

/** What {@link takeReport} needs. */
export interface ReportContext extends Pick<EngineContext, 'database' | 'names'> {
  readonly holds: Pick<Holds, 'place'>;
}

/** Keeps what a task reported about its account, and places the hold that it asks for. Rejects with `DATABASE_UNAVAILABLE`. */
export async function takeReport(
  context: ReportContext,
  { key, windows, hold }: AccountReport,
): Promise<void> {
  const { database, names } = context;
  if (windows !== undefined) {
    await database.retryWhileUnavailable(async () =>
      database.query(
        `INSERT INTO ${names.own}.account (key, windows, reported_at) VALUES ($1, $2, clock_timestamp())
         ON CONFLICT (key) DO UPDATE SET windows = excluded.windows, reported_at = excluded.reported_at`,
        [key, JSON.stringify(windows)],
      ),
    );
  }
  if (hold !== undefined && !(await isHeld(context, key, hold))) await place(context, key, hold);
}

/** Whether the hold is in place already, as several tasks reach a limit at the same time. */
async function isHeld(
  { database, names }: ReportContext,
  key: string,
  { until }: AccountHold,
): Promise<boolean> {
  const rows = await database.retryWhileUnavailable(async () =>
    database.query(
      `SELECT FROM ${names.own}.hold WHERE id = $1 AND (until IS NULL OR until > clock_timestamp() AND until >= $2)`,
      [key, until ?? 'infinity'],
    ),
  );
  return rows.length > 0;
}

async function place(
  { holds }: ReportContext,
  key: string,
  { code, message, until }: AccountHold,
): Promise<void> {
  const end = until === undefined ? {} : { until: new Date(until), canary: true };
  await holds.place({ id: key, scope: { key }, reason: { code, message }, ...end });
}
