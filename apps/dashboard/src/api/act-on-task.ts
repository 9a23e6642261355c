import { client } from './client.ts';
import type { TaskRow } from './types.ts';

/** Does something to a task that needs no further question. What is approved is what the page has shown. */
export async function actOnTask(
  { id, waitingFor }: Pick<TaskRow, 'id' | 'waitingFor'>,
  action: 'approve' | 'retry',
): Promise<void> {
  if (action === 'approve') await client.tasks.approve({ id, asked: waitingFor?.message });
  else await client.tasks.retry({ id });
}
