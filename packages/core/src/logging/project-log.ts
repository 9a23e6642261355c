import { closeSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import type { Masker } from '../masking/masker.ts';
import { describeForLog } from '../errors/describe-value.ts';
import { openDataFile } from '../project/data-folder.ts';
import { ProjectContext } from '../project/project-context.ts';
import { sweepFiles } from '../project/sweep-files.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import type { LogSink } from './logger.ts';

/** Days that a project's logs are kept. */
const KEPT_DAYS = 30;

/** Where a project's log lines go; an app may put its own in place. What it throws changes no task's result. */
export interface ProjectLog {
  readonly write: LogSink;
}

/** Token of {@link ProjectLog}. */
export const ProjectLog: ServiceToken<ProjectLog> = createServiceToken<ProjectLog>({
  id: '@poppobuilder/core/ProjectLog',
  scope: 'project',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { project: ProjectContext },
      create: ({ project }) => new FileProjectLog(project.projectPath, project.masker),
      dispose: (log) => (log as FileProjectLog).close(),
    }),
});

/** JSON lines in `.poppo/logs/<day>.log`, masked; opened at the first line, a file a day, kept for 30 days. */
class FileProjectLog implements ProjectLog {
  readonly #projectPath: string;
  readonly #masker: Masker;
  #open: { day: string; descriptor: number; log: pino.Logger } | undefined;

  constructor(projectPath: string, masker: Masker) {
    this.#projectPath = projectPath;
    this.#masker = masker;
  }

  readonly write: LogSink = (level, message, fields) => {
    const described = this.#masker.value(describeForLog(fields)) as Record<string, unknown>;
    this.#today()[level](described, this.#masker.text(message));
  };

  close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) closeSync(open.descriptor);
  }

  #today(): pino.Logger {
    const day = new Date().toISOString().slice(0, 10);
    if (this.#open?.day === day) return this.#open.log;
    this.close();
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
    const { path, descriptor } = openDataFile(this.#projectPath, ['logs', `${day}.log`], flags);
    sweepFiles(dirname(path), { names: /^\d{4}-\d{2}-\d{2}\.log$/, days: KEPT_DAYS });
    const destination = { write: (line: string) => writeFileSync(descriptor, line) };
    const log = pino({ base: null, level: 'debug', timestamp: pino.stdTimeFunctions.isoTime }, destination);
    this.#open = { day, descriptor, log };
    return log;
  }
}
