import { showList } from './list.ts';
import type { ClientOptions } from './run-client.ts';

/** Flags of `poppo tasks`. */
export interface TasksOptions extends ClientOptions {
  readonly state?: readonly string[] | undefined;
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  readonly key?: string | undefined;
  readonly text?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly label?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly finishedAfter?: string | undefined;
  readonly finishedBefore?: string | undefined;
  readonly limit?: string | undefined;
}

/** Lists tasks, newest first. */
export async function listTasks(options: TasksOptions): Promise<void> {
  const { json, url, ...query } = options;
  await showList(
    { json, url },
    async (client) => {
      // What is not valid, such as another state, the daemon says.
      const { items } = await client.tasks.list(query as unknown as Parameters<typeof client.tasks.list>[0]);
      return items;
    },
    {
      empty: 'There are no such tasks.',
      head: ['ID', 'STATE', 'TYPE', 'PROJECT', 'KEY', 'WAITS FOR'],
      row: (task) => [
        task.id,
        task.state,
        task.type,
        task.projectId,
        task.key,
        task.waitingFor && `${task.waitingFor.code}: ${task.waitingFor.message}`,
      ],
    },
  );
}
