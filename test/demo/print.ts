import { styleText } from 'node:util';
import type { TaskRunner } from 'poppobuilder';

/** Lines of one message that are shown. */
const SHOWN_LINES = 6;

/** Prints a title with an address beside it. */
export function printTitle(text: string, url = ''): void {
  console.log(`\n${styleText('bold', text)}${url === '' ? '' : `  ${url}`}`);
}

/** Prints lines that belong to the title before them. */
export function printText(text: string): void {
  for (const line of text.trimEnd().split('\n')) console.log(line === '' ? '' : `  ${line}`);
}

/** Prints something with a name before it. */
export function printField(name: string, value: string): void {
  console.log(`  ${styleText('cyan', name.padEnd(9))} ${value}`);
}

/** Prints a comment of GitHub without what people do not see of it. */
export function printComment(login: string, body: string): void {
  const seen = body
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/<\/?sub>|^---$/gm, '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
  for (const line of `${login}: ${seen}`.split('\n')) console.log(styleText('dim', `  > ${line}`));
}

/** Prints what a runner tells of its tasks. */
export function printEvents(runner: Pick<TaskRunner, 'on'>): void {
  runner.on('task-started', ({ task }) => printField('started', task.type));
  runner.on('progress', ({ message, data }) => {
    if (data?.['transcript'] === undefined) printField('progress', message);
  });
  runner.on('log', ({ level, message }) => {
    if (level !== 'debug') printLog(message);
  });
  runner.on('task-completed', ({ duration }) => printField('completed', inSeconds(duration)));
  runner.on('task-failed', ({ error, duration }) => {
    printField('failed', `${inSeconds(duration)}, ${error.code}: ${error.message.split('\n', 1)[0]}`);
  });
  runner.on('task-cancelled', ({ reason }) => printField('cancelled', reason));
}

/** Prints the first lines of what was logged. */
export function printLog(text: string): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), '...'] : lines;
  for (const line of shown) console.log(styleText('dim', `  | ${line}`));
}

/** Milliseconds as people read them. */
export const inSeconds = (duration: number): string => `${(duration / 1_000).toFixed(1)} s`;
