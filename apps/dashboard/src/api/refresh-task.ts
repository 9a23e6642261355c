import type { QueryClient } from '@tanstack/react-query';

/** Asks again for what is shown of a task that an action has changed. */
export async function refreshTask(queries: QueryClient, id: string): Promise<void> {
  const keys = [['task', id], ['tasks'], ['overview']];
  await Promise.all(keys.map(async (queryKey) => queries.invalidateQueries({ queryKey })));
}
