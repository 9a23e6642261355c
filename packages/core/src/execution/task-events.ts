import type { TaskError } from '../errors/task-error.ts';
import type { LogLevel } from '../logging/logger.ts';
import type { Task } from '../task/task.ts';
import type { TaskResult } from './task-result.ts';

/** What the listeners of each event get. `task` is masked; `duration` is in milliseconds. */
export interface TaskEvents {
  /** A task type can now be executed. */
  'handler-registered': { readonly type: string };
  /** A task was rejected; nothing of it ran. `task` is absent when it was not even an object with an id. */
  'task-rejected': { readonly task?: Task; readonly error: TaskError };
  /** The handler of a task is about to run. */
  'task-started': { readonly task: Task };
  /** A handler or a service reported progress. */
  progress: {
    readonly task: Task;
    readonly stage: string;
    readonly message: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
  /** A task wrote to its log, or a command of it wrote output. */
  log: {
    readonly task: Task;
    readonly level: LogLevel;
    readonly message: string;
    /** Set when the message is output of a command. */
    readonly stream?: 'stdout' | 'stderr';
  };
  /** A task succeeded. */
  'task-completed': { readonly task: Task; readonly result: TaskResult; readonly duration: number };
  /** A task failed after it had started. */
  'task-failed': { readonly task: Task; readonly error: TaskError; readonly duration: number };
  /** A task was cancelled: with the duration 0 when it was still waiting for a slot. */
  'task-cancelled': { readonly task: Task; readonly reason: string; readonly duration: number };
  /** What the task held is released; the last event of every task that started. */
  'context-cleaned': { readonly projectId: string; readonly taskId: string };
}

/** Name of an event. */
export type TaskEventName = keyof TaskEvents;

/** The names of all events. */
export const TASK_EVENTS: readonly [TaskEventName, ...TaskEventName[]] = [
  'handler-registered',
  'task-rejected',
  'task-started',
  'progress',
  'log',
  'task-completed',
  'task-failed',
  'task-cancelled',
  'context-cleaned',
];

/** Listens to an event. What it throws, or rejects with, is logged and changes nothing. */
export type TaskListener<Name extends TaskEventName> = (payload: TaskEvents[Name]) => void;

type AnyListener = (payload: TaskEvents[TaskEventName]) => unknown;

/** Sends events to listeners; a listener that fails never reaches the sender. */
export class TaskEventEmitter {
  readonly #listeners = new Map<TaskEventName, readonly AnyListener[]>();
  readonly #onListenerError: (error: unknown, event: TaskEventName) => void;

  constructor(onListenerError: (error: unknown, event: TaskEventName) => void) {
    this.#onListenerError = onListenerError;
  }

  on<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener as AnyListener]);
  }

  /** Removes the latest registration of the listener. */
  off<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    const listeners = this.#listeners.get(event) ?? [];
    const index = listeners.lastIndexOf(listener as AnyListener);
    if (index !== -1) this.#listeners.set(event, listeners.toSpliced(index, 1));
  }

  emit<Name extends TaskEventName>(event: Name, payload: TaskEvents[Name]): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        const returned = listener(payload);
        if (isThenable(returned)) {
          Promise.resolve(returned).catch((error: unknown) => this.#onListenerError(error, event));
        }
      } catch (error) {
        this.#onListenerError(error, event);
      }
    }
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value;
