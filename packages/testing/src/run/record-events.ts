import type { TaskEventName, TaskRunner } from '@poppobuilder/core';
import type { RecordedEvent, RecordedLog } from './task-outcome.ts';

/** Every event; the compiler misses none. */
const NAMES = Object.keys({
  'handler-registered': true,
  'task-rejected': true,
  'task-started': true,
  progress: true,
  log: true,
  'task-completed': true,
  'task-failed': true,
  'task-cancelled': true,
  'context-cleaned': true,
} satisfies Record<TaskEventName, true>) as TaskEventName[];

/** Records the events of a runner from now on. */
export function recordEvents(
  runner: TaskRunner,
  onEvent: (event: RecordedEvent) => void = () => undefined,
): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const name of NAMES) {
    runner.on(name, (payload) => {
      const event = { event: name, ...payload } as RecordedEvent;
      events.push(event);
      onEvent(event);
    });
  }
  return events;
}

/** The log entries among events. */
export function logsOf(events: readonly RecordedEvent[]): RecordedLog[] {
  return events.flatMap((event) => {
    if (event.event !== 'log') return [];
    const { level, message, stream } = event;
    return [{ level, message, ...(stream === undefined ? {} : { stream }) }];
  });
}
