import assert from 'node:assert/strict';
import { ERROR_CODES, TaskError, TaskExecutor, type TaskEventName } from '@poppobuilder/core';
import type { ExecuteOptions, Task, TaskExecutorOptions, TaskResult } from '@poppobuilder/core';

const NAMES: readonly TaskEventName[] = [
  ...(['handler-registered', 'task-rejected', 'task-started', 'progress', 'log'] as const),
  ...(['task-completed', 'task-failed', 'task-cancelled', 'context-cleaned'] as const),
];
const TERMINAL: ReadonlySet<string> = new Set(['task-completed', 'task-failed', 'task-cancelled']);

/** Milliseconds after which a task counts as hanging. */
const BOUND = 5_000;

/** How a task ended. */
export type Outcome = { readonly result: TaskResult } | { readonly error: TaskError };

/** An executor whose every task is held to what all tasks have in common, whatever they do. */
export class ObservedExecutor implements AsyncDisposable {
  readonly executor: TaskExecutor;
  #events: { name: TaskEventName; payload: unknown }[] = [];

  constructor(options: TaskExecutorOptions) {
    this.executor = new TaskExecutor({ ...options, concurrency: 1 });
    for (const name of NAMES) this.executor.on(name, (payload) => this.#events.push({ name, payload }));
  }

  /** Runs a task, and checks that it settles, how, and with which events. */
  async run(task: unknown, options?: ExecuteOptions): Promise<Outcome> {
    this.#events = [];
    const outcome = await settle(this.executor.execute(task as Task, options));
    const names = this.#events.map(({ name }) => name).filter((name) => name !== 'handler-registered');
    for (const { payload } of this.#events) assert.equal(typeof JSON.stringify(payload), 'string');
    const terminal = names.filter((name) => TERMINAL.has(name));
    if (names.includes('task-started')) {
      assert.equal(names[0], 'task-started');
      assert.equal(terminal.length, 1, `one terminal event: ${names.join(', ')}`);
      assert.equal(names.at(-1), 'context-cleaned');
      assert.ok(!names.includes('task-rejected'));
    } else {
      assert.equal(names.length, 1, `one event: ${names.join(', ')}`);
      assert.ok(names[0] === 'task-rejected' || names[0] === 'task-cancelled', String(names));
    }
    assert.equal('result' in outcome, terminal[0] === 'task-completed');
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executor.close();
  }
}

async function settle(execution: Promise<TaskResult>): Promise<Outcome> {
  const { promise: hangs, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the task did not settle in ${BOUND} ms`)), BOUND);
  try {
    const result = await Promise.race([execution, hangs]);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
    return { result };
  } catch (error) {
    if (!TaskError.is(error)) throw error;
    assert.ok(error.code in ERROR_CODES, error.code);
    assert.notEqual(error.message, '');
    const { code, message, retryable } = JSON.parse(JSON.stringify(error)) as Record<string, unknown>;
    assert.deepEqual({ code, message, retryable }, pick(error));
    return { error };
  } finally {
    clearTimeout(timer);
  }
}

function pick({ code, message, retryable }: TaskError): Readonly<Record<string, unknown>> {
  return { code, message, retryable };
}
