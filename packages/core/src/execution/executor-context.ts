import type { Logger } from '../logging/logger.ts';
import type { ResolvedPermissions } from '../plugin/permissions.ts';
import type { ServiceRegistry } from '../services/service-registry.ts';
import type { Scope } from '../services/service-scope.ts';
import type { BaseTask } from '../task/task.ts';
import type { NamedMiddleware } from './call-handler.ts';
import type { HandlerRegistry, RegisteredHandler } from './handler-registry.ts';
import type { Checked, Located, Opened } from './pipeline-states.ts';
import type { RunnerContext } from './runner-context.ts';
import type { Semaphore } from './semaphore.ts';
import type { TaskContext } from './task-context.ts';

/** What the steps of an executor's pipeline work with. */
export interface ExecutorContext extends RunnerContext {
  readonly workerId: string;
  /** For tasks without a timeout of their own and of their handler. In milliseconds. */
  readonly timeout: number;
  /** Between asking a task to stop and killing what is left of it. In milliseconds. */
  readonly grace: number;
  readonly handlers: HandlerRegistry;
  readonly registry: ServiceRegistry;
  readonly middleware: readonly NamedMiddleware[];
  readonly slots: Semaphore;
  /** Called when a handler continues after its task has ended. */
  readonly onAbandoned: () => void;
}

/** A task whose type has a handler. */
export interface Handled extends Checked {
  readonly handler: RegisteredHandler;
}

/** A task that its handler accepts. */
export interface Accepted extends Located, Handled {
  /** The task with its input parsed, as the handler gets it. */
  readonly input: BaseTask;
}

/** A task that is ready to start. */
export interface Prepared extends Opened, Accepted {
  readonly permissions: ResolvedPermissions;
  /** In milliseconds. */
  readonly timeout: number;
  readonly logger: Logger;
  readonly context: TaskContext;
  readonly scope: Scope;
}

/** A task whose handler has returned. */
export interface Returned extends Prepared {
  /** What the handler resolved with, unchecked. */
  readonly returned: unknown;
}
