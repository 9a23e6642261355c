import { styleText } from 'node:util';
import type { TaskRunner } from 'poppobuilder';

/** Lines of one message that are shown. */
const SHOWN_LINES = 6;

/** Prints a title of its own line. */
export function printTitle(text: string): void {
  console.log(`\n${styleText('bold', text)}`);
}

/** Prints something with a name before it. */
export function printField(name: string, value: string): void {
  console.log(`${styleText('dim', `${name}:`.padEnd(9))}${value}`);
}

/** Prints what a runner tells of its tasks. */
export function printEvents(runner: Pick<TaskRunner, 'on'>): void {
  runner.on('task-started', ({ task }) => printEvent('started', `${task.type} in ${task.projectId}`));
  runner.on('progress', ({ message }) => printEvent('progress', message));
  runner.on('log', ({ level, message }) => {
    if (level !== 'debug') printOutput(message);
  });
  runner.on('task-completed', ({ duration }) => printEvent('completed', inSeconds(duration)));
  runner.on('task-failed', ({ error, duration }) => {
    printEvent('failed', `${inSeconds(duration)}, ${error.code}: ${error.message.split('\n', 1)[0]}`);
  });
  runner.on('task-cancelled', ({ reason }) => printEvent('cancelled', reason));
}

function printEvent(name: string, text: string): void {
  console.log(`  ${styleText('cyan', name.padEnd(9))} ${text}`);
}

function printOutput(text: string): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), '...'] : lines;
  for (const line of shown) console.log(styleText('dim', `  | ${line}`));
}

const inSeconds = (duration: number): string => `${(duration / 1_000).toFixed(1)} s`;
