import { expect, it } from 'vitest';
import { fieldKindOf } from './field-kind.ts';

const words = { type: 'array', items: { type: 'string' } };
const group = { type: 'object', properties: { cwd: { type: 'string' } }, additionalProperties: false };

it.each([
  [{ type: 'string' }, undefined, 'text'],
  [{ type: 'string' }, 7, 'json'],
  [{ type: 'string', enum: ['a', 'b'] }, 'a', 'choice'],
  [{ type: 'integer' }, 7, 'number'],
  [{ type: 'integer' }, 'seven', 'number'],
  [{ type: 'boolean' }, true, 'flag'],
  [{ type: 'boolean' }, 'yes', 'json'],
  [words, ['a', 'b c'], 'lines'],
  [words, ['a\nb'], 'json'],
  [words, [''], 'json'],
  [{ type: 'array', items: { type: 'object' } }, undefined, 'json'],
  [group, undefined, 'group'],
  [group, [], 'json'],
  [{ ...group, additionalProperties: {} }, undefined, 'json'],
  [{ type: ['boolean', 'string'] }, undefined, 'json'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, undefined, 'json'],
])('a property of %j with the value %j is edited as %s', (schema, value, kind) => {
  expect(fieldKindOf(schema, value)).toBe(kind);
});
