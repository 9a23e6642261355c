import { access } from './access.ts';
import { accounts } from './accounts.ts';
import { bulk } from './bulk.ts';
import { budgets } from './budgets.ts';
import { deadLetters } from './dead-letters.ts';
import { doctor } from './doctor.ts';
import { events } from './events.ts';
import { flows } from './flows.ts';
import { history } from './history.ts';
import { holds } from './holds.ts';
import { issues } from './issues.ts';
import { notifications } from './notifications.ts';
import { overview } from './overview.ts';
import { projects } from './projects.ts';
import { schedules } from './schedules.ts';
import { taskTypes } from './task-types.ts';
import { tasks } from './tasks.ts';
import { waiting } from './waiting.ts';

/** The routes of a daemon's API. Their paths begin after `/api/v1`. */
export const contract = {
  overview,
  waiting,
  tasks,
  bulk,
  flows,
  deadLetters,
  schedules,
  projects,
  holds,
  history,
  budgets,
  accounts,
  issues,
  notifications,
  taskTypes,
  events,
  access,
  doctor,
};
