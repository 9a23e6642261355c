import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { noInput } from './no-input.ts';

const jsonSchema = z.looseObject({});

/** A type of tasks that a plugin of the daemon handles. */
const taskTypeSchema = z
  .object({
    type: z.string(),
    description: z.string(),
    plugin: z.string(),
    version: z.string(),
    permissions: z.looseObject({}),
    input: jsonSchema.describe('JSON Schema of the fields of the type.'),
    output: jsonSchema,
    examples: z.array(z.looseObject({})),
  })
  .meta({ id: 'TaskType' });

/** The route of task types. */
export const taskTypes = {
  list: oc
    .route({ method: 'GET', path: '/task-types', summary: 'Lists the types of tasks.' })
    .input(noInput)
    .output(listOf(taskTypeSchema)),
};
