import { printableLine } from '../output/printable.ts';
import type { ClientCommand, ClientOptions } from './run-client.ts';
import { runClient } from './run-client.ts';

/** Flags of the commands that change a task. */
export interface ChangeTaskOptions extends ClientOptions {
  readonly reason?: string | undefined;
  readonly comment?: string | undefined;
  /** The message of the approval that was read: another one is not given. */
  readonly asked?: string | undefined;
  readonly subtree?: boolean | undefined;
}

/** What a person does to a task. */
export type TaskChange = 'cancel' | 'retry' | 'approve' | 'reject';

/** What is shown of a task that is changed. */
interface ShownTask {
  readonly id: string;
  readonly waitingFor?: { readonly message: string } | undefined;
}

type Change = (
  client: ClientCommand['client'],
  id: string,
  options: ChangeTaskOptions,
) => Promise<{ readonly id: string; readonly state: string }>;

const CHANGES: Readonly<Record<TaskChange, Change>> = {
  cancel: async (client, id, { reason, subtree }) => client.tasks.cancel({ id, reason, subtree }),
  retry: async (client, id, { subtree }) => client.tasks.retry({ id, subtree }),
  approve: async (client, id, { comment, asked }) => client.tasks.approve({ id, comment, asked }),
  reject: async (client, id, { reason }) => client.tasks.reject({ id, reason }),
};

const applyChange = async (
  client: ClientCommand['client'],
  change: TaskChange,
  id: string,
  options: ChangeTaskOptions = {},
): ReturnType<Change> => CHANGES[change](client, id, options);

/** Changes a task as it was shown: what is approved is what was read. */
export const applyToShown = async (
  client: ClientCommand['client'],
  change: TaskChange,
  { id, waitingFor }: ShownTask,
): ReturnType<Change> => applyChange(client, change, id, { asked: waitingFor?.message });

/** Cancels, retries, approves or rejects a task. */
export async function changeTask(change: TaskChange, id: string, options: ChangeTaskOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const changed = await applyChange(client, change, id, options);
    if (options.json === true) print.json(changed);
    else print.lines(`${printableLine(changed.id)}: ${changed.state}`);
  });
}
