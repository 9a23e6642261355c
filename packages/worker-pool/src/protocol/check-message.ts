import type { LogLevel } from '@poppobuilder/core';
import type { WorkerMessage } from './messages.ts';

type Check = (value: unknown) => boolean;

const LEVELS: ReadonlySet<unknown> = new Set<LogLevel>(['debug', 'info', 'warn', 'error']);

const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isLevel: Check = (value) => LEVELS.has(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** What follows the name of a message. */
const PARTS: { readonly [Name in WorkerMessage[0]]: readonly Check[] } = {
  ready: [],
  described: [Array.isArray],
  checked: [(value) => typeof value === 'number', (value) => value === null || isObject(value)],
  pong: [],
  started: [],
  progress: [isText, isText, orAbsent(isObject)],
  log: [isLevel, isText, orAbsent((value) => value === 'stdout' || value === 'stderr')],
  line: [isLevel, isText, isObject],
  rejected: [isObject],
  completed: [(value) => isObject(value) && (value as { success?: unknown }).success === true],
  failed: [isObject, (value) => typeof value === 'boolean'],
  broken: [isObject],
};

/** Whether something is a message of a worker: whatever runs there can write on its descriptor. */
export function isWorkerMessage(value: unknown): value is WorkerMessage {
  if (!Array.isArray(value)) return false;
  const [name, ...parts] = value as unknown[];
  if (typeof name !== 'string' || !Object.hasOwn(PARTS, name)) return false;
  const checks = PARTS[name as WorkerMessage[0]];
  return parts.length <= checks.length && checks.every((check, index) => check(parts[index]));
}
