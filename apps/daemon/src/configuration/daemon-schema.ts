import { availableParallelism, totalmem } from 'node:os';
import { describeSize } from '@poppobuilder/core';
import { sizeText } from '@poppobuilder/core/runner-kit';
import type { EngineDatabase } from '@poppobuilder/engine';
import { z } from 'zod';
import { budgetsSchema } from './budgets-configuration.ts';
import type { DaemonConfiguration } from './daemon-configuration.ts';
import { logSchema } from './log-configuration.ts';
import { notifySchema } from './notify-configuration.ts';
import { type ProjectKeys, projectIdSchema, projectSchema } from './project-configuration.ts';

/** The port of a daemon that is configured without one. */
const DEFAULT_PORT = 4780;

/** What the daemon leaves to other processes, unless configured. In bytes. */
const FREE_MEMORY = 1024 ** 3;

/** A small machine never has that much free. */
const MAX_SHARE = 8;

/** What {@link daemonSchema} returns: projects without their sections, which are checked elsewhere. */
export type DaemonKeys = Omit<DaemonConfiguration, 'file' | 'from' | 'database' | 'projects'> & {
  readonly $schema?: string | undefined;
  readonly database?: EngineDatabase | undefined;
  readonly projects: Readonly<Record<string, ProjectKeys>>;
};

const database = z
  .strictObject({
    url: z.string().min(1).optional().describe('URL of an existing Postgres.'),
    folder: z.string().min(1).optional().describe('Folder of an embedded Postgres.'),
  })
  // `{ url: process.env.DATABASE_URL }` is the embedded one where the variable is not set.
  .check(({ value, issues }) => {
    if (value.url === undefined || value.folder === undefined) return;
    issues.push({ code: 'custom', path: [], message: 'set only one of "url" and "folder"', input: value });
  })
  .transform(({ url, folder }): EngineDatabase | undefined => {
    if (url !== undefined) return { url };
    return folder === undefined ? undefined : { folder };
  });

const http = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen at.'),
  port: z.int().min(0).max(65_535).default(DEFAULT_PORT).describe('0 is any free port.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('URL under which others reach the daemon, such as that of a proxy.'),
});

const minFreeMemory = z
  .union([sizeText, z.literal(false)])
  .default(() => describeSize(Math.min(FREE_MEMORY, totalmem() / MAX_SHARE)))
  .transform((size) => (size === false ? undefined : size))
  .describe('Tasks wait while less memory is free. By default "1GB", or an eighth of a smaller machine.');

/** Schema of a daemon's configuration as it is written, without the sections of projects. */
export const daemonSchema: z.ZodType<DaemonKeys> = z.strictObject({
  $schema: z.string().optional(),
  plugins: z
    .array(z.string().min(1))
    .default([])
    .describe('Plugins beside the built-in ones: names of packages, or paths.'),
  database: database
    .optional()
    .describe('The database. By default an embedded Postgres in POPPOBUILDER_HOME/database.'),
  http: http.prefault({}).describe('Where the daemon listens for HTTP.'),
  slots: z
    .int()
    .min(1)
    .max(1_000)
    .default(() => availableParallelism())
    .describe('How many tasks run at once. By default as many as there are CPUs.'),
  isolation: z
    .enum(['auto', 'process', 'sandbox'])
    .default('auto')
    .describe('How workers are isolated from each other and from the host.'),
  minFreeMemory,
  budgets: budgetsSchema
    .prefault({})
    .describe('Caps on what all projects spend: a day of all together, the others each.'),
  log: logSchema.prefault({}).describe('How the log of a daemon in the background is kept small.'),
  notify: z.array(notifySchema).max(100).default([]).describe('Who is notified, and of what.'),
  projects: z.record(projectIdSchema, projectSchema).describe('Projects by their ids.'),
});
