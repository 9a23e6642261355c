import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configJsonSchema, taskJsonSchema } from './json-schema.ts';
import { registryConfig, toolConfig } from '../configuration/fixtures/sections.ts';

describe('the JSON Schema', () => {
  it('of tasks has a variant for each type, with its fields beside the base fields', () => {
    const input = z.strictObject({ command: z.string(), args: z.array(z.string()).default([]) });
    const schema = taskJsonSchema([{ type: '@acme/run', description: 'Runs a command.', input }]);
    expect(schema['oneOf']).toEqual([
      {
        title: '@acme/run',
        description: 'Runs a command.',
        type: 'object',
        properties: { type: { const: '@acme/run' } },
        allOf: [{ $ref: '#/$defs/$task' }, { $ref: '#/$defs/@acme~1run' }],
        unevaluatedProperties: false,
      },
    ]);
    expect(schema['$defs']).toEqual({
      $task: expect.objectContaining({ required: ['id', 'type', 'projectId', 'projectPath'] }) as object,
      '@acme/run': {
        type: 'object',
        properties: {
          command: { type: 'string' },
          args: { type: 'array', items: { type: 'string' }, default: [] },
        },
        required: ['command'],
      },
    });
  });

  it('of the configuration has every key and rejects others', () => {
    const schema = configJsonSchema([toolConfig, registryConfig]);
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(Object.keys(schema['properties'] as object)).toEqual(
      expect.arrayContaining(['$schema', 'language', 'tool', 'registry', 'environment', 'permissions']),
    );
  });
});
