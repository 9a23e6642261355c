import { setTimeout as pause } from 'node:timers/promises';
import { exitCodeOf, type TaskError } from '@poppobuilder/core';
import { formatWholeResult } from '../output/format-result.ts';
import { printable } from '../output/printable.ts';
import { readTasks } from '../tasks/read-tasks.ts';
import { type ClientCommand, type ClientOptions, runClient } from './run-client.ts';

/** Flags of `poppo submit`. */
export interface SubmitTasksOptions extends ClientOptions {
  readonly wait?: boolean | undefined;
  /** What all of the tasks are called. */
  readonly tag?: readonly string[] | undefined;
}

type Submission = Parameters<ClientCommand['client']['tasks']['submit']>[0];
type Task = Awaited<ReturnType<ClientCommand['client']['tasks']['get']>>;

const FINAL_STATES: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** At most between two looks at a task. In milliseconds. */
const MAX_WAIT = 2_000;

/** Submits the tasks of a file. With `--wait` it prints their results, and resolves with the exit code of `poppo run`. */
export async function submitTasks(file: string, options: SubmitTasksOptions): Promise<number> {
  const { tasks } = await readTasks(file);
  let exitCode = 0;
  await runClient(options, async (parts) => {
    const ids: string[] = [];
    for (const task of tasks) {
      const submitted = await parts.client.tasks.submit({
        task: task as Submission['task'],
        ...(options.tag === undefined ? {} : { options: { tags: [...options.tag] } }),
      });
      ids.push(submitted.id);
      if (options.wait !== true) show(parts, submitted, submitted.id, options);
    }
    if (options.wait !== true) return;
    for (const id of ids) exitCode = Math.max(exitCode, await waitFor(parts, id, options));
  });
  return exitCode;
}

async function waitFor(parts: ClientCommand, id: string, options: ClientOptions): Promise<number> {
  let task = await parts.client.tasks.get({ id });
  while (!FINAL_STATES.has(task.state)) {
    await nextChange(parts, id);
    task = await parts.client.tasks.get({ id });
  }
  if (task.state === 'succeeded') {
    show(parts, task, formatWholeResult({ success: true, ...task.result }), options);
    return 0;
  }
  const error = errorOf(task);
  const { code, message } = error;
  show(
    parts,
    { ...task, error: { ...task.error, code, message } },
    `${task.state}: ${printable(`${code} ${message}`)}`,
    options,
  );
  return exitCodeOf(code);
}

function show({ print }: ClientCommand, value: object, text: string, { json }: ClientOptions): void {
  if (json === true) print.json(value);
  else if (text !== '') print.lines(text);
}

/** Resolves when the state of a task changes; after a while in any case. */
async function nextChange({ client }: ClientCommand, task: string): Promise<void> {
  const signal = AbortSignal.timeout(MAX_WAIT);
  try {
    for await (const { kind } of await client.events.stream({ task }, { signal }))
      if (kind === 'state') return;
    await pause(MAX_WAIT / 10);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const CODES: Readonly<Record<string, TaskError['code']>> = {
  cancelled: 'TASK_CANCELLED',
  expired: 'TASK_TIMEOUT',
};

function errorOf({ state, error, reason }: Task): Pick<TaskError, 'code' | 'message'> {
  const code = error?.code ?? CODES[state] ?? 'HANDLER_FAILED';
  return { code: code as TaskError['code'], message: error?.message ?? reason ?? `The task is ${state}.` };
}
