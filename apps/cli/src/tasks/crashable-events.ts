import {
  type Task,
  TaskError,
  type TaskEventName,
  type TaskListener,
  type TaskRunner,
} from '@poppobuilder/core';

interface StartedTask {
  readonly task: Task;
  readonly startedAt: number;
}

/** The events of a runner, with a final event for every started task even when the process crashes. */
export class CrashableEvents implements Pick<TaskRunner, 'on'> {
  readonly #runner: Pick<TaskRunner, 'on'>;
  readonly #running = new Map<string, StartedTask>();
  readonly #failureListeners: TaskListener<'task-failed'>[] = [];
  #crashed = false;

  constructor(runner: Pick<TaskRunner, 'on'>) {
    this.#runner = runner;
    runner.on('task-started', ({ task }) => {
      this.#running.set(task.id, { task, startedAt: performance.now() });
    });
    for (const end of ['task-completed', 'task-failed', 'task-cancelled'] as const) {
      runner.on(end, ({ task }) => void this.#running.delete(task.id));
    }
  }

  on<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    if (event === 'task-failed') this.#failureListeners.push(listener as TaskListener<'task-failed'>);
    this.#runner.on(event, (payload) => (this.#crashed ? undefined : listener(payload)));
  }

  /** Reports every running task as failed with `WORKER_CRASHED`, and nothing after that. */
  crash(): void {
    this.#crashed = true;
    for (const { task, startedAt } of this.#running.values()) {
      const error = new TaskError({
        code: 'WORKER_CRASHED',
        message: 'The task was not completed, because the process crashed.',
        taskId: task.id,
        taskType: task.type,
        projectId: task.projectId,
      });
      const duration = performance.now() - startedAt;
      for (const listener of this.#failureListeners) listener({ task, error, duration });
    }
    this.#running.clear();
  }
}
