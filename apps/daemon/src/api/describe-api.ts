import type { OpenAPI } from '@orpc/openapi';
import { contract, errorSchema } from '@poppobuilder/api';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';

type OpenAPISchema = NonNullable<NonNullable<OpenAPI.Document['components']>['schemas']>[string];

/** Returns the OpenAPI document of the API. */
export async function describeApi(version: string): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(contract, {
    info: { title: 'PoppoBuilder', version },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: z.toJSONSchema(errorSchema) as OpenAPISchema },
    },
  });
}
