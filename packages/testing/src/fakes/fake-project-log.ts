import { defineService, type LogFields, type LogLevel, ProjectLog } from '@poppobuilder/core';
import type { Fake } from './fake.ts';

/** An entry of a project's log, masked, with its fields. */
export interface LogCall {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** Creates a project's log that keeps its entries as calls, in place of the files in `.poppo/logs`. */
export function fakeProjectLog(): Fake<LogCall> {
  const calls: LogCall[] = [];
  const create = (): ProjectLog => ({
    write: (level, message, fields) => void calls.push({ level, message, fields }),
  });
  return { service: defineService({ token: ProjectLog, create }), calls };
}
