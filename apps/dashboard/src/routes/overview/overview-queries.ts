import {
  budgetsQuery,
  holdsQuery,
  projectsQuery,
  tasksInQuery,
  todayQuery,
  waitingQuery,
} from '../../api/queries.ts';
import { WAITING_STATES } from '../../api/task-states.ts';

/** The tasks that are looked through for what exactly they wait. */
export const waitingTasksQuery = tasksInQuery(WAITING_STATES, 200);

export const runningTasksQuery = tasksInQuery(['running'], 100);

/** The last tasks that failed. */
export const failedTasksQuery = tasksInQuery(['failed'], 5);

/** What the parts of the overview ask for. */
export const PARTS = [
  waitingQuery,
  waitingTasksQuery,
  runningTasksQuery,
  failedTasksQuery,
  budgetsQuery,
  holdsQuery,
  projectsQuery,
  todayQuery,
] as const;
