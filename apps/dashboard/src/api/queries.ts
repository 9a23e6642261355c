import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fillPeriods, type Range, requestOf } from '../history/ranges.ts';
import { client } from './client.ts';
import { partsOf, type Selection } from './selection.ts';
import { WAITING_STATES } from './task-states.ts';
import type { TaskFilter } from './task-filter.ts';
import type { LogEntry, TaskState, TranscriptPart } from './types.ts';

/** How often what has ended is added up again. In milliseconds. */
const HISTORY_INTERVAL = 15_000;

/** How often it is asked what became of notifications. In milliseconds. */
const NOTIFICATIONS_INTERVAL = 10_000;

/** How many log entries are asked for at once. */
const LOG_PAGE = 5_000;

/** How many parts of a transcript are asked for at once: each may have tens of kilobytes. */
const TRANSCRIPT_PAGE = 100;

/** A transcript, as far as it was read. */
export interface Transcript {
  readonly parts: readonly TranscriptPart[];
  readonly isWhole: boolean;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => client.access.session(undefined, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: async ({ signal }) => client.overview.get(undefined, { signal }),
});

/** How many tasks wait for what. */
export const waitingQuery = queryOptions({
  queryKey: ['waiting'],
  queryFn: async ({ signal }) => client.waiting.get(undefined, { signal }),
});

/** The settings of a project with where each comes from, its triggers, and workers. */
export const projectDetailsQuery = (id: string) =>
  queryOptions({
    queryKey: ['project', id],
    queryFn: async ({ signal }) => client.projects.details({ id }, { signal }),
    refetchInterval: HISTORY_INTERVAL,
  });

/** The first tasks of some states, for the overview. */
export const tasksInQuery = (state: readonly TaskState[], limit: number) =>
  queryOptions({
    queryKey: ['tasks', 'first', state, limit],
    queryFn: async ({ signal }) => client.tasks.list({ state: [...state], limit }, { signal }),
  });

/** The first tasks with some text. */
export const foundTasksQuery = (text: string) =>
  queryOptions({
    queryKey: ['tasks', 'found', text],
    queryFn: async ({ signal }) => client.tasks.list({ text, limit: 10 }, { signal }),
  });

/** The list of tasks, page by page. */
export const taskListQuery = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    queryFn: async ({ signal, pageParam }) => {
      const { state, ...rest } = filter;
      const input = {
        ...rest,
        ...(state === undefined ? {} : { state: [...state] }),
        after: pageParam,
        limit: 100,
      };
      return client.tasks.list(input, { signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

/** The last tasks of a key that have not ended and were submitted before a time. */
export const tasksOfKeyQuery = (key: string, createdBefore: string) =>
  queryOptions({
    queryKey: ['tasks', 'of-key', key, createdBefore],
    queryFn: async ({ signal }) =>
      client.tasks.list(
        { key, createdBefore, state: [...WAITING_STATES, 'running'], limit: 100 },
        { signal },
      ),
  });

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'details'],
    queryFn: async ({ signal }) => client.tasks.get({ id }, { signal }),
  });

export const flowQuery = (id: string) =>
  queryOptions({
    queryKey: ['flows', id],
    queryFn: async ({ signal }) => client.flows.get({ id }, { signal }),
  });

export const explanationQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'explanation'],
    queryFn: async ({ signal }) => client.tasks.explain({ id }, { signal }),
  });

/** The changes of a task's state and stage. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'timeline'],
    queryFn: async ({ signal }) => client.tasks.timeline({ id }, { signal }),
  });

export const logsQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'logs'],
    queryFn: async ({ client: queries, queryKey, signal }) => {
      // What is known does not change; only later entries are asked for.
      const entries = [...(queries.getQueryData<readonly LogEntry[]>(queryKey) ?? [])];
      for (;;) {
        const after = entries.at(-1)?.sequence ?? 0;
        const { items, next } = await client.tasks.logs({ id, after, limit: LOG_PAGE }, { signal });
        entries.push(...items);
        if (next === undefined) return entries;
      }
    },
    structuralSharing: false,
  });

/** The last entry in the log of a task. */
export const lastLogQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'logs', 'last'],
    queryFn: async ({ signal }) => client.tasks.logs({ id, limit: 1 }, { signal }),
  });

/** What the agent of a task said and did, as far as it was read: each reading adds a page. */
export const transcriptQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'transcript'],
    queryFn: async ({ client: queries, queryKey, signal }) => {
      const { parts, isWhole } = queries.getQueryData<Transcript>(queryKey) ?? { parts: [], isWhole: false };
      const after = parts.at(-1)?.sequence ?? 0;
      // The parts may have grown since they were all that there was.
      const { items, next } = await client.tasks.transcript(
        { id, after, limit: TRANSCRIPT_PAGE },
        { signal },
      );
      if (items.length === 0 && isWhole) return { parts, isWhole };
      return { parts: [...parts, ...items], isWhole: next === undefined };
    },
    structuralSharing: false,
  });

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: async ({ signal }) => client.schedules.list(undefined, { signal }),
});

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => client.projects.list(undefined, { signal }),
});

export const budgetsQuery = queryOptions({
  queryKey: ['budgets'],
  queryFn: async ({ signal }) => client.budgets.list(undefined, { signal }),
});

/** How much of their limits the accounts of agents have used. */
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async ({ signal }) => client.accounts.list(undefined, { signal }),
});

export const holdsQuery = queryOptions({
  queryKey: ['holds'],
  queryFn: async ({ signal }) => client.holds.list(undefined, { signal }),
});

export const taskTypesQuery = queryOptions({
  queryKey: ['task-types'],
  queryFn: async ({ signal }) => client.taskTypes.list(undefined, { signal }),
});

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => client.access.listTokens(undefined, { signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => client.access.listSessions(undefined, { signal }),
});

/** What failed for good, page by page. */
export const deadLettersQuery = infiniteQueryOptions({
  queryKey: ['dead-letters'],
  queryFn: async ({ signal, pageParam }) => client.deadLetters.list({ after: pageParam }, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next,
});

/** Who is notified, and what became of it. */
export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: async ({ signal }) => client.notifications.list(undefined, { signal }),
  // No event says that a message was delivered.
  refetchInterval: NOTIFICATIONS_INTERVAL,
});

/** What happened in the periods of a range. */
export const historyQuery = (range: Range, project?: string) =>
  queryOptions({
    queryKey: ['history', range, project],
    queryFn: async ({ signal }) => {
      const now = new Date();
      const request = { ...requestOf(range, now), ...(project === undefined ? {} : { project }) };
      const { items } = await client.history.read(request, { signal });
      return { range, periods: fillPeriods(range, now, items) };
    },
    // Charts stay until the next ones are there.
    placeholderData: keepPreviousData,
    refetchInterval: HISTORY_INTERVAL,
  });

/** What happened today, by project. */
export const todayQuery = queryOptions({
  queryKey: ['history', 'today'],
  queryFn: async ({ signal }) => {
    const now = new Date();
    const { step, timeZone } = requestOf('week', now);
    const since = new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
    return client.history.read({ step, timeZone, since, by: 'project' }, { signal });
  },
  refetchInterval: HISTORY_INTERVAL,
});

/** What an action on several tasks would do with them as they are now. */
export const bulkPreviewQuery = (action: 'cancel' | 'retry', selection: Selection) =>
  queryOptions({
    queryKey: ['bulk', action, selection],
    queryFn: async ({ signal }) => {
      const parts = await Promise.all(
        partsOf(selection).map(async (part) => client.bulk.preview({ action, ...part }, { signal })),
      );
      const sum = (count: (part: (typeof parts)[number]) => number): number =>
        parts.reduce((total, part) => total + count(part), 0);
      return { count: sum(({ count }) => count), running: sum(({ states }) => states.running ?? 0) };
    },
    staleTime: 0,
    gcTime: 0,
  });
