import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Masker } from '../masking/masker.ts';
import { describeValue } from '../errors/describe-value.ts';
import { ensureDataFolder } from '../project/data-folder.ts';
import { ProjectContext } from '../project/project-context.ts';
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
  #open: { day: string; destination: ReturnType<typeof pino.destination>; log: pino.Logger } | undefined;

  constructor(projectPath: string, masker: Masker) {
    this.#projectPath = projectPath;
    this.#masker = masker;
  }

  readonly write: LogSink = (level, message, fields) => {
    const described = this.#masker.value(describeValue(fields)) as Record<string, unknown>;
    this.#today()[level](described, this.#masker.text(message));
  };

  /** Resolves when the file is closed. Never rejects: a log that cannot be closed is no failure of a task's. */
  async close(): Promise<void> {
    const destination = this.#open?.destination;
    this.#open = undefined;
    if (destination === undefined) return;
    const closed = new Promise<void>((resolve) => {
      destination.once('close', resolve).once('error', () => resolve());
    });
    destination.end();
    await closed;
  }

  #today(): pino.Logger {
    const day = new Date().toISOString().slice(0, 10);
    if (this.#open?.day === day) return this.#open.log;
    void this.close();
    const folder = join(ensureDataFolder(this.#projectPath), 'logs');
    mkdirSync(folder, { recursive: true });
    removeOldLogs(folder);
    const destination = pino.destination({ dest: join(folder, `${day}.log`), sync: true, append: true });
    destination.on('error', () => undefined);
    const log = pino({ base: null, level: 'debug', timestamp: pino.stdTimeFunctions.isoTime }, destination);
    this.#open = { day, destination, log };
    return log;
  }
}

function removeOldLogs(folder: string): void {
  const oldest = new Date(Date.now() - KEPT_DAYS * 86_400_000).toISOString().slice(0, 10);
  for (const name of readdirSync(folder)) {
    const [, day] = /^(\d{4}-\d{2}-\d{2})\.log$/.exec(name) ?? [];
    if (day !== undefined && day < oldest) rmSync(join(folder, name), { force: true });
  }
}
