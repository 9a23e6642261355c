import { PROJECT_ID_PATTERN } from '@poppobuilder/core/runner-kit';
import type { ProjectConfigInput } from '@poppobuilder/core';
import { z } from 'zod';
import { type ActiveHours, activeHoursSchema } from './active-hours-configuration.ts';
import { type Budgets, budgetsSchema } from './budgets-configuration.ts';
import { type ScheduleConfiguration, scheduleSchema } from './schedule-configuration.ts';

/** Who decides before work on a task starts. */
export type ApprovalMode = 'none' | 'start' | 'plan';

/** A project of the daemon, with defaults filled in. */
export interface ProjectConfiguration {
  /** Absolute path of its checkout: the one given, or the one that the daemon clones. */
  readonly path: string;
  /** The repository that the daemon clones, as `owner/name`. */
  readonly repository?: string | undefined;
  /** Configurations of triggers, by their names. */
  readonly triggers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Schedules, by their names. */
  readonly schedules: Readonly<Record<string, ScheduleConfiguration>>;
  readonly budgets: Budgets;
  /** When tasks may start; at any time where it is not set. */
  readonly activeHours?: ActiveHours | undefined;
  /** Whether a person has to approve each task before it starts, or the plans for issues before they are carried out. */
  readonly approval: ApprovalMode;
  /** How many of its tasks run at once. */
  readonly concurrency: number;
  /** Its share of the slots, compared with other projects. */
  readonly weight: number;
  /** Priority of its tasks; higher ones start first. */
  readonly priority: number;
  /** Configuration sections, which packages own, and the keys of every configuration. */
  readonly sections: ProjectConfigInput;
  /** Names of the keys that the configuration sets; the others have defaults. @defaultValue all */
  readonly given?: readonly string[] | undefined;
}

const name = z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"');

/** Schema of a project's id. */
export const projectIdSchema: z.ZodType<string, string> = z
  .string()
  .regex(PROJECT_ID_PATTERN, 'must be 1 to 128 letters, digits, ".", "_" or "-", and not "." or ".."');

/** The keys of a project that the daemon owns, with defaults filled in. */
export type ProjectKeys = Omit<ProjectConfiguration, 'path' | 'concurrency' | 'sections' | 'given'> &
  Partial<Pick<ProjectConfiguration, 'path' | 'concurrency'>>;

const fields = {
  path: z.string().min(1).optional().describe('Path of a checkout, relative to the folder of this file.'),
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][\w-]{0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/, 'must be "owner/name", such as "acme/shop"')
    .optional()
    .describe('Repository that the daemon clones and keeps up to date, as owner/name.'),
  triggers: z
    .record(name, z.record(z.string(), z.unknown()))
    .default({})
    .describe('What becomes tasks, by the name of the trigger.'),
  schedules: z.record(name, scheduleSchema).default({}).describe('Tasks at set times, by name.'),
  budgets: budgetsSchema.prefault({}).describe('Caps on what the project spends.'),
  activeHours: activeHoursSchema.optional().describe('When tasks may start. By default at any time.'),
  approval: z
    .enum(['none', 'start', 'plan'])
    .default('none')
    .describe(
      'Whether a person has to approve each task before it starts ("start"), or the plan for each issue before it is carried out ("plan").',
    ),
  concurrency: z
    .int()
    .min(1)
    .optional()
    .describe(
      'How many tasks of the project run at once, of those that are submitted after it was set. By default as many as there are slots.',
    ),
  weight: z.number().min(0.001).max(1_000).default(1).describe('Share of the slots, compared with others.'),
  priority: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .default(0)
    .describe('Priority of its tasks: higher ones start first.'),
};

/** Names of the keys of a project that the daemon owns. All others are sections, and keys of every configuration. */
export const PROJECT_KEYS: ReadonlySet<string> = new Set(Object.keys(fields));

/** Schema of the keys of a project that the daemon owns. */
export const projectSchema: z.ZodType<ProjectKeys> = z.strictObject(fields).check(({ value, issues }) => {
  if ((value.path === undefined) !== (value.repository === undefined)) return;
  const found = value.path === undefined ? 'none is set' : 'both are set';
  const message = `set exactly one of "path" and "repository"; ${found}`;
  issues.push({ code: 'custom', path: [], message, input: value });
}) as unknown as z.ZodType<ProjectKeys>;
