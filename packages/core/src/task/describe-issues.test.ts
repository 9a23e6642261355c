import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssues } from './describe-issues.ts';

function mistakesOf(schema: z.ZodType, value: unknown, others?: readonly string[]): string[] {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : describeIssues(error, { schema, ...(others && { others }) });
}

const options = z.strictObject({
  timeout: z.int().optional(),
  maxWorkers: z.int().optional(),
  nested: z.strictObject({ failOnDead: z.boolean().optional() }).optional(),
  list: z.array(z.strictObject({ name: z.string().optional() })).default([]),
  named: z.record(z.string(), z.strictObject({ dependsOn: z.string().optional() })).optional(),
});

describe('many mistakes', () => {
  const many = <T>(value: T, count = 200_000): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));

  it.each([
    { title: 'unknown fields', schema: options, value: many(1) },
    { title: 'unknown fields within', schema: options, value: { nested: many(1) } },
    { title: 'values', schema: z.array(z.string()), value: Array.from({ length: 200_000 }, () => 1) },
    { title: 'values by name', schema: z.record(z.string(), z.string()), value: many(1) },
    {
      title: 'values of a union',
      schema: z.union([z.array(z.string()), z.array(z.boolean())]),
      value: Array.from({ length: 200_000 }, () => 1),
    },
  ])('of $title are told in part', ({ schema, value }) => {
    const mistakes = mistakesOf(schema, value);
    expect(mistakes).toHaveLength(101);
    expect(mistakes[100]).toBe('and 199900 more');
  });

  it('up to 100 are told one by one', () => {
    expect(mistakesOf(options, many(1, 20))).toHaveLength(20);
    expect(mistakesOf(options, many(1, 101)).at(-1)).toBe('and 1 more');
  });

  it('of long names are told by their beginning', () => {
    expect(mistakesOf(options, { ['k'.repeat(1_000_000)]: 1 })).toEqual([
      `["${'k'.repeat(128)}..."]: is not a known field`,
    ]);
  });
});

describe('an unknown field', () => {
  it.each([
    [{ timout: 1 }, 'timout: is not a known field (did you mean "timeout"?)'],
    [{ maxWorker: 1 }, 'maxWorker: is not a known field (did you mean "maxWorkers"?)'],
    [
      { nested: { failondead: true } },
      'nested.failondead: is not a known field (did you mean "failOnDead"?)',
    ],
    [{ list: [{}, { nmae: '' }] }, 'list[1].nmae: is not a known field (did you mean "name"?)'],
    [
      { named: { a: { dependOn: '' } } },
      'named.a.dependOn: is not a known field (did you mean "dependsOn"?)',
    ],
  ])('comes with the nearest known name: %j', (value, mistake) => {
    expect(mistakesOf(options, value)).toEqual([mistake]);
  });

  it.each([
    [{ colour: 1 }, 'colour'],
    [{ ['__proto__x']: 1 }, '__proto__x'],
  ])('comes without one when none is near: %j', (value, name) => {
    expect(mistakesOf(options, value)).toEqual([`${name}: is not a known field`]);
  });

  it('is looked for in unions, intersections, before transforms, and in a schema that refers to itself', () => {
    const union = z.union([
      z.strictObject({ kind: z.literal('a'), colour: z.string() }),
      z.strictObject({ kind: z.literal('b') }),
    ]);
    expect(mistakesOf(union, { kind: 'a', colour: '', kidn: 1 })).toEqual([
      'kidn: is not a known field (did you mean "kind"?)',
    ]);
    const changed = z.strictObject({ size: z.string().transform(Number) }).transform(({ size }) => size);
    expect(mistakesOf(changed, { size: '1', sise: 1 })).toEqual([
      'sise: is not a known field (did you mean "size"?)',
    ]);
    const tree = z.strictObject({
      value: z.int(),
      get children() {
        return z.array(tree).optional();
      },
    });
    expect(
      mistakesOf(tree, { value: 1, children: [{ value: 1, children: [{ value: 1, vlaue: 2 }] }] }),
    ).toEqual(['children[0].children[0].vlaue: is not a known field (did you mean "value"?)']);
  });

  it('is looked for in further names at the top level alone', () => {
    expect(mistakesOf(options, { projectpath: 1 }, ['projectPath'])).toEqual([
      'projectpath: is not a known field (did you mean "projectPath"?)',
    ]);
    expect(mistakesOf(options, { nested: { projectpath: 1 } }, ['projectPath'])).toEqual([
      'nested.projectpath: is not a known field',
    ]);
  });
});
