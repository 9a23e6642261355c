import { z } from 'zod';
import { permissionsSchema } from '../plugin/permissions.ts';
import { parseSize } from '../text/size.ts';
import type { ProjectConfigInput } from './project-config-input.ts';
import { sizeText } from '../text/size-text.ts';
import { withoutNul } from '../text/without-nul.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';
import type { CoreConfig } from './core-config.ts';

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable');

/** V8 and Node do not start with less. In bytes. */
const MIN_MEMORY = 64 * 1024 ** 2;

/** The longest time a timer can keep, in milliseconds. */
const milliseconds = z.int().min(0).max(MAX_TIMEOUT);
const fields = {
  language: withoutNul.min(1).optional().describe('Language of prompts and replies.'),
  limits: z
    .strictObject({
      memoryLimit: sizeText
        .refine((text) => (parseSize(text) ?? 0) >= MIN_MEMORY, "must be at least '64MB'")
        .optional()
        .meta({ description: 'Memory of a task with everything that it starts.', default: '2GB' }),
      outputLimit: sizeText
        .optional()
        .meta({ description: 'What the commands of a task may print.', default: '512MB' }),
      maxProcesses: z.int().min(1).optional().meta({ description: 'Processes of a task.', default: 512 }),
      cpuTime: milliseconds
        .min(1)
        .optional()
        .describe('CPU time of a task, in milliseconds. No limit by default.'),
      openFiles: z
        .int()
        .min(64)
        .optional()
        .describe('Files that each process may have open. By default as many as the host.'),
    })
    .optional(),
  environment: z.record(variableName, withoutNul).optional().describe('Variables for commands.'),
  passEnvironment: z
    .array(variableName)
    .optional()
    .describe('Names of variables of the host that commands may see.'),
  permissions: permissionsSchema.optional(),
};

/** Schema of the keys of every configuration alone. */
export const coreConfigSchema: z.ZodType<CoreConfig> = z.strictObject({
  $schema: z.string().optional(),
  ...fields,
}) as z.ZodType<CoreConfig>;

/** Schema of a configuration whose sections are checked elsewhere. */
export const projectConfigSchema: z.ZodType<ProjectConfigInput> = z.looseObject(
  fields,
) as z.ZodType<ProjectConfigInput>;
