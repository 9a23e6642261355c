import { TaskError } from '@poppobuilder/core';
import { breakerHold } from '../breaker/breaker-key.ts';
import type { EngineContext } from '../engine-context.ts';

/** Releases a hold, and resets the circuit breaker that placed it. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
export async function releaseHold(
  { database, names: { own } }: Pick<EngineContext, 'database' | 'names'>,
  id: string,
): Promise<void> {
  const [hold] = await database.retryWhileUnavailable(async () =>
    database.query<{ number: string; is_over: boolean }>(
      `SELECT number, coalesce(until <= clock_timestamp() AND NOT has_canary, false) AS is_over FROM ${own}.hold WHERE id = $1`,
      [id],
    ),
  );
  if (hold === undefined) throw holdNotFound(id);
  let tries = 0;
  const released = await database.retryWhileUnavailable(async () => {
    tries += 1;
    return database.query(
      `WITH reset AS (DELETE FROM ${own}.breaker WHERE $2 = '${breakerHold('')}' || key)
       DELETE FROM ${own}.hold WHERE number = $1 RETURNING number`,
      [hold.number, id],
    );
  });
  // The first try may have released it although its answer was lost.
  const isReleased = released.length > 0 || tries > 1;
  if (hold.is_over || !isReleased) throw holdNotFound(id);
}

function holdNotFound(id: string): TaskError {
  return new TaskError({
    code: 'TASK_NOT_FOUND',
    message: `The argument "id" of holds.release() is ${JSON.stringify(id)}, but there is no such hold. It was never placed, or it has ended.`,
    hint: 'List the holds with holds.list().',
  });
}
