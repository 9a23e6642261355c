import { accessRoutes } from './access-routes.ts';
import { accountRoutes } from './account-routes.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { budgetRoutes } from './budget-routes.ts';
import { deadLetterRoutes } from './dead-letter-routes.ts';
import { doctorRoutes } from './doctor-routes.ts';
import { flowRoutes } from './flow-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { holdRoutes } from './hold-routes.ts';
import { issueRoutes } from './issue-routes.ts';
import { notificationRoutes } from './notification-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { projectRoutes } from './project-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { taskRoutes } from './task-routes.ts';
import { taskTypeRoutes } from './task-type-routes.ts';
import { waitingRoutes } from './waiting-routes.ts';

/** The handlers of all routes but the stream of events, which has no single answer. */
export const router = {
  overview: overviewRoutes,
  waiting: waitingRoutes,
  tasks: taskRoutes,
  bulk: bulkRoutes,
  flows: flowRoutes,
  deadLetters: deadLetterRoutes,
  schedules: scheduleRoutes,
  projects: projectRoutes,
  holds: holdRoutes,
  history: historyRoutes,
  budgets: budgetRoutes,
  accounts: accountRoutes,
  issues: issueRoutes,
  notifications: notificationRoutes,
  taskTypes: taskTypeRoutes,
  access: accessRoutes,
  doctor: doctorRoutes,
};
