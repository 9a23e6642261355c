import type { WorkerMessage } from './messages.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isLevel: Check = (value) =>
  value === 'debug' || value === 'info' || value === 'warn' || value === 'error';
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isCacheDeclaration: Check = (value) =>
  isObject(value) &&
  isTexts((value as { files?: unknown }).files) &&
  isTexts((value as { environment?: unknown }).environment) &&
  isObject((value as { input?: unknown }).input);

/** Whether something is a request for the state of a project. */
function isStateRequest(value: unknown): boolean {
  const request = Object(value) as Record<string, unknown>;
  const isAt = isName(request['namespace']) && isName(request['key']);
  switch (request['do']) {
    case 'read':
    case 'read-blob':
      return isAt;
    case 'write':
      return (
        isAt &&
        orAbsent(isText)(request['text']) &&
        (request['expected'] === null || orAbsent(isText)(request['expected']))
      );
    case 'write-blob':
      return isAt && isBoolean(request['removes']);
    case 'list':
      return isName(request['namespace']) && isName(request['prefix']);
    default:
      return false;
  }
}

const isName: Check = (value) => typeof value === 'string' && !value.includes('\0');

/** What follows the name of each message. */
const FIELDS: Readonly<Record<WorkerMessage[0], readonly Check[]>> = {
  loading: [isText],
  locate: [isNumber, isText],
  ready: [],
  described: [Array.isArray, orAbsent(isTexts)],
  checked: [isNumber, (value) => value === null || isObject(value), orAbsent(isCacheDeclaration)],
  inspected: [isNumber, (value) => value === null || isObject(value), orAbsent(Array.isArray)],
  'sections-checked': [isNumber, isTexts],
  pong: [],
  flushed: [],
  'confirm-start': [isNumber],
  started: [isNumber],
  progress: [isText, isText, orAbsent(isObject)],
  log: [isLevel, isText, orAbsent((value) => value === 'stdout' || value === 'stderr')],
  line: [isLevel, isText, isObject],
  state: [isNumber, isStateRequest],
  'state-part': [isNumber, isText],
  span: [isObject],
  rejected: [isNumber, isObject],
  completed: [isNumber, (value) => isObject(value) && (value as { success?: unknown }).success === true],
  failed: [isNumber, isObject, isBoolean],
  broken: [isObject],
};

/** Whether something has the form of a worker's message: code of a handler may write to the pipe, too. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  if (!Array.isArray(message)) return false;
  const [name, ...fields] = message as unknown[];
  if (typeof name !== 'string' || !Object.hasOwn(FIELDS, name)) return false;
  const checks = FIELDS[name as WorkerMessage[0]];
  return fields.length <= checks.length && checks.every((check, index) => check(fields[index]));
}
