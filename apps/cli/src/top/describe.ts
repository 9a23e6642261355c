import { reasonOf } from '@poppobuilder/core/runner-kit';
import { printableLine } from '../output/printable.ts';
import type { Facts, Task } from './facts.ts';

const SECOND = 1_000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Returns one line about the daemon. */
export function describeDaemon({ overview }: Facts): string {
  const { state, running, slots, version, projects, holds } = overview;
  const parts = [`${running} of ${slots} slots in use`, `${projects} projects`, `${holds} holds`];
  return `PoppoBuilder ${version} ${state === 'ready' ? 'is ready' : 'is stopping'}: ${parts.join(', ')}`;
}

/** Returns what is wrong with the daemon, a line for each problem. */
export const describeProblems = ({ overview: { configuration, warnings } }: Facts): string[] =>
  [configuration.problem ?? [], warnings.map(({ message }) => message)].flat().map(printableLine);

/** Returns one line about a task: what it is, and why it waits, how long it has run, or how it failed. */
export function describeTask(task: Task, now: number): string {
  const { id, type, projectId, key, state, waitingFor, startedAt, errorCode } = task;
  const parts = [projectId, key ?? id, type];
  if (waitingFor !== undefined) parts.push(`${waitingFor.code}: ${waitingFor.message}`);
  else if (state === 'running' && startedAt !== undefined) parts.push(elapsed(now - Date.parse(startedAt)));
  else parts.push(state, errorCode ?? '');
  return printableLine(parts.filter((part) => part !== '').join('  '));
}

/** Returns one line about tasks that wait for the same thing. */
function describeGroup({ code, count, messages, until }: Facts['waiting'][number]): string {
  const end = until === undefined ? '' : ` until ${until}`;
  return printableLine(`${count}  ${code}${messages.length === 0 ? '' : `: ${messages.join(' · ')}`}${end}`);
}

/** Returns a line for each reason why tasks wait. */
export const describeWaiting = ({ waiting, uncounted }: Facts): string[] => [
  ...waiting.map(describeGroup),
  ...(uncounted === 0 ? [] : [`${uncounted}  more, which were not counted by reason`]),
];

/** Returns how many tasks wait. */
export const countWaiting = ({ waiting, uncounted }: Facts): number =>
  waiting.reduce((sum, { count }) => sum + count, uncounted);

/** Returns one line about a budget. */
export function describeBudget(budget: Facts['budgets'][number]): string {
  const { scope, project = 'all projects', issue, usd, tokens, runs, unknownRuns, isReached } = budget;
  const parts = [
    `${issue === undefined ? project : `${project}#${issue}`} (${scope})`,
    usd && `$${usd.spent.toFixed(2)} of $${usd.cap.toFixed(2)}`,
    tokens && `${tokens.spent} of ${tokens.cap} tokens`,
    runs && `${runs.spent} of ${runs.cap} runs`,
    unknownRuns > 0 && `${unknownRuns} runs of unknown cost`,
    isReached && 'reached',
  ];
  return printableLine(parts.filter((part) => typeof part === 'string').join('  '));
}

/** Returns one line about what went wrong. */
export const describeError = (error: unknown): string => printableLine(reasonOf(error));

/** Returns all facts as plain lines. */
export function describeFacts(facts: Facts, now: number = Date.now()): string[] {
  const tasks = (list: readonly Task[]): string[] => list.map((task) => describeTask(task, now));
  return [
    describeDaemon(facts),
    ...section('NEEDS YOU', [...describeProblems(facts), ...tasks(facts.needsYou)]),
    ...section('RUNNING', tasks(facts.running)),
    ...section('WAITING', describeWaiting(facts)),
    ...section('BUDGETS', facts.budgets.map(describeBudget)),
  ];
}

const section = (head: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [head, ...lines.map((line) => `  ${line}`)];

function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const clock = `${Math.floor((seconds % HOUR) / MINUTE)}:${String(seconds % MINUTE).padStart(2, '0')}`;
  return seconds < HOUR ? clock : `${Math.floor(seconds / HOUR)}:${clock.padStart(5, '0')}`;
}
