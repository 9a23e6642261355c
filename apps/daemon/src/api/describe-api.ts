import { contract, errorSchema, taskSchema, taskSummarySchema, waitReasonSchema } from '@poppobuilder/api';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';

/** Returns the OpenAPI document of the API. */
export async function describeApi(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'PoppoBuilder', version },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    commonSchemas: {
      Error: { schema: errorSchema },
      Task: { schema: taskSchema, strategy: 'output' },
      TaskSummary: { schema: taskSummarySchema, strategy: 'output' },
      WaitReason: { schema: waitReasonSchema, strategy: 'output' },
    },
  });
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of [path?.get, path?.post, path?.delete]) {
      if (operation !== undefined) operation.responses = { ...operation.responses, default: FAILURE };
    }
  }
  return document;
}

const FAILURE = {
  description: 'The request failed.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};
