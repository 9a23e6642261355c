import type { DaemonClient } from '@poppobuilder/api/client';

/** A task that the daemon has made of something that happened on GitHub. */
export interface HandledTask {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  readonly state: string;
  /** Of the issue or pull request. */
  readonly number: number;
  /** Of a pull request. */
  readonly action?: string | undefined;
  /** Ids of the comments that it answers. */
  readonly comments: readonly number[];
  readonly error?: string | undefined;
}

const TYPES = ['process-issue', 'process-comment', 'process-pr'] as const;

const OPEN = ['scheduled', 'blocked', 'queued', 'running'] as const;

/** Returns how many tasks wait or run, events of triggers included. */
export async function countWaiting(client: DaemonClient): Promise<number> {
  const { tasks } = await client.overview.get();
  return (tasks.queued ?? 0) + (tasks.running ?? 0);
}

/** Returns how many tasks have not ended; those of triggers are not counted, as polls never end. */
export async function countOpen(client: DaemonClient): Promise<number> {
  const pages = TYPES.map(async (type) => client.tasks.list({ type, state: [...OPEN], limit: 1_000 }));
  return (await Promise.all(pages)).reduce((sum, { items }) => sum + items.length, 0);
}

/** Lists all tasks but those of triggers. */
export async function listHandled(client: DaemonClient): Promise<readonly HandledTask[]> {
  const handled: HandledTask[] = [];
  for (const type of TYPES) {
    let after: string | undefined;
    do {
      const page = await client.tasks.list({ type, limit: 200, ...(after === undefined ? {} : { after }) });
      handled.push(...(await Promise.all(page.items.map(async ({ id }) => read(client, id)))));
      after = page.next;
    } while (after !== undefined);
  }
  return handled;
}

interface Fields {
  readonly issueNumber?: number;
  readonly prNumber?: number;
  readonly action?: string;
  readonly comments?: readonly { readonly kind: string; readonly id: number | string }[];
}

async function read(client: DaemonClient, id: string): Promise<HandledTask> {
  const { type, projectId, state, task = {}, error } = await client.tasks.get({ id });
  const { issueNumber, prNumber, action, comments = [] } = task as Fields;
  return {
    id,
    type,
    projectId,
    state,
    number: issueNumber ?? prNumber ?? 0,
    action,
    comments: comments.filter(({ kind }) => kind === 'comment').map((comment) => Number(comment.id)),
    error: error === undefined ? undefined : `${error.code}: ${error.message}`,
  };
}
