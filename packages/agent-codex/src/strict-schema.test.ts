import { expect, it } from 'vitest';
import { structuredAnswer } from './outcome/structured-answer.ts';
import { strictSchema, withoutNulls } from './strict-schema.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    bugs: { type: 'array', items: { type: 'object', properties: { line: { type: 'integer' } } } },
    note: { type: 'string' },
  },
  required: ['bugs'],
};

it('a strict schema demands each property, of which optional ones may be null, and no others', () => {
  expect(strictSchema(SCHEMA)).toEqual({
    type: 'object',
    properties: {
      bugs: {
        type: 'array',
        items: {
          type: 'object',
          properties: { line: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
          required: ['line'],
          additionalProperties: false,
        },
      },
      note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    required: ['bugs', 'note'],
    additionalProperties: false,
  });
});

it('an answer has no properties that are null only for the strict schema', () => {
  expect(withoutNulls({ bugs: [{ line: null }], note: null })).toEqual({ bugs: [{}] });
});

it.each([
  { answer: '{"bugs":[{"line":1}],"note":null}', expected: { bugs: [{ line: 1 }] } },
  { answer: '{"bugs":"many"}', expected: undefined },
  { answer: 'Two bugs.', expected: undefined },
])('the structured answer of $answer is checked by the schema', ({ answer, expected }) => {
  expect(structuredAnswer(answer, SCHEMA)).toEqual(expected);
});
