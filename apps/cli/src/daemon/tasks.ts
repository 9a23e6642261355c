import { showList } from './list.ts';
import type { ClientOptions } from './run-client.ts';

/** Flags of `poppo tasks`. */
export interface TasksOptions extends ClientOptions {
  readonly state?: readonly string[] | undefined;
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  readonly key?: string | undefined;
  readonly text?: string | undefined;
  readonly limit?: string | undefined;
}

/** Lists tasks, newest first. */
export async function listTasks(options: TasksOptions): Promise<void> {
  const { state, project, type, key, text, limit } = options;
  await showList(
    options,
    async (client) => {
      // What is not valid, such as another state, the daemon says.
      const query = { state, project, type, key, text, limit } as unknown;
      const { items } = await client.tasks.list(query as Parameters<typeof client.tasks.list>[0]);
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
