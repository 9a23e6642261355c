import { taskJsonSchema } from '@poppobuilder/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { builtInPlugins } from 'poppobuilder';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const base = { id: 'task-1', type: 'use', projectId: 'demo', projectPath: '/project' };

/** Whether a validator of JSON Schema takes fields beside the base fields. */
function takes(input: z.ZodType, fields: object, type = 'use'): boolean {
  const schema = taskJsonSchema([
    { type: 'other', description: 'Has no fields.', input: z.object({}) },
    { type, description: 'Is under test.', input },
  ]);
  return new Ajv2020({ strict: false, validateFormats: false }).validate(schema, {
    ...base,
    type,
    ...fields,
  });
}

const lint = z.object({ kind: z.literal('lint'), rules: z.string() });
const build = z.strictObject({ kind: z.literal('build') });

describe('the JSON Schema of tasks', () => {
  it.each<[title: string, input: z.ZodType, fields: object]>([
    ['an object', z.object({ a: z.string() }), { a: '' }],
    ['a strict object', z.strictObject({ a: z.string() }), { a: '' }],
    ['a union', z.union([lint, build]), { kind: 'lint', rules: '' }],
    ['a discriminated union', z.discriminatedUnion('kind', [lint, build]), { kind: 'build' }],
    ['a named option', z.union([build.meta({ id: 'build' }), lint]), { kind: 'build' }],
    ['an intersection', z.object({ a: z.string() }).and(z.union([lint, build])), { a: '', kind: 'build' }],
    ['a transformed object', z.object({ a: z.string() }).transform(() => ({})), { a: '' }],
    ['a recursive field', z.object({ a: z.json() }), { a: [{ b: null }] }],
  ])('takes valid tasks of %s, and no unknown field', (_title, input, fields) => {
    expect(takes(input, fields)).toBe(true);
    expect(takes(input, { ...fields, timeout: 1_000, metadata: { note: ['free'] } })).toBe(true);
    expect(takes(input, { ...fields, unknown: 1 })).toBe(false);
    expect(takes(input, { ...fields, timeout: 'long' })).toBe(false);
  });

  it('accepts the fields of only one option of a union', () => {
    const input = z.discriminatedUnion('kind', [lint, build]);
    expect(takes(input, { kind: 'build', rules: '' })).toBe(false);
  });

  it('validates further fields by a catchall, except for the base fields', () => {
    const input = z.object({ a: z.string() }).catchall(z.number());
    expect(takes(input, { a: '', further: 1, metadata: {} })).toBe(true);
    expect(takes(input, { a: '', further: 'text' })).toBe(false);
  });

  it('accepts types with a slash', () => {
    expect(takes(z.object({ a: z.string() }), { a: '' }, '@acme/plugin/use')).toBe(true);
  });

  it('accepts tasks of the built-in types', () => {
    const handlers = builtInPlugins.flatMap((plugin) => plugin.handlers);
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(taskJsonSchema(handlers));
    const task = { ...base, type: 'custom-command', command: 'npm', args: ['test'] };
    expect(validate(task)).toBe(true);
    expect(validate({ ...task, comand: 'npm' })).toBe(false);
    expect(validate({ ...base, type: 'claude-cli', instructions: 'Mend it.' })).toBe(true);
    const issue = { ...base, type: 'process-issue', issueNumber: 1 };
    expect(validate({ ...issue, mode: 'comment', dryRun: true })).toBe(true);
    expect(validate({ ...issue, issue: { number: 1, title: 'Wrong total', locked: false } })).toBe(true);
    expect(validate({ ...issue, issueNumber: 0 })).toBe(false);
    expect(validate({ ...issue, mode: 'push' })).toBe(false);
    const comment = { ...base, type: 'process-comment', issueNumber: 1 };
    expect(validate({ ...comment, comment: { id: 1, body: 'Go on.', node_id: 'x' } })).toBe(true);
    expect(validate({ ...comment, comments: [{ kind: 'comment', id: 1 }] })).toBe(true);
    expect(validate({ ...comment, comments: [] })).toBe(false);
    expect(validate({ ...base, type: 'process-pr', prNumber: 1, action: 'synchronize' })).toBe(true);
    expect(validate({ ...base, type: 'process-pr', prNumber: 1, action: 'edited' })).toBe(false);
  });
});
