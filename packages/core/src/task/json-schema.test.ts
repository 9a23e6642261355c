import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configJsonSchema, taskJsonSchema } from './json-schema.ts';

describe('the JSON Schema', () => {
  it('of tasks has a variant for each type, with its fields beside the base fields', () => {
    const input = z.strictObject({ command: z.string(), args: z.array(z.string()).default([]) });
    const schema = taskJsonSchema([{ type: 'custom-command', description: 'Runs a command.', input }]);
    expect(schema['oneOf']).toEqual([
      expect.objectContaining({
        title: 'custom-command',
        required: ['id', 'type', 'projectId', 'projectPath', 'command'],
        additionalProperties: false,
        properties: expect.objectContaining({
          type: { const: 'custom-command' },
          timeout: expect.objectContaining({ type: 'integer', minimum: 1 }) as object,
          args: expect.objectContaining({ default: [] }) as object,
        }) as object,
      }),
    ]);
  });

  it('of configuration knows every key and refuses others', () => {
    const schema = configJsonSchema();
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(Object.keys(schema['properties'] as object)).toEqual(
      expect.arrayContaining([
        '$schema',
        'language',
        'issues',
        'github',
        'agent',
        'environment',
        'permissions',
      ]),
    );
  });
});
