import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inputFields, NoObjectError, strictInput } from './input-schema.ts';

const lint = z.object({ kind: z.literal('lint'), rules: z.string() });
const build = z.object({ kind: z.literal('build') });
const either = z.discriminatedUnion('kind', [lint, build]);

describe('the top level of an input', () => {
  it.each<[title: string, schema: z.ZodType, valid: object]>([
    ['an object', z.object({ a: z.string() }), { a: '' }],
    ['a refined object', z.object({ a: z.string() }).refine(() => true), { a: '' }],
    ['a union', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), { b: '' }],
    ['a discriminated union', either, { kind: 'build' }],
    ['an intersection', z.object({ a: z.string() }).and(z.object({ b: z.string() })), { a: '', b: '' }],
    ['an intersection with a union', z.object({ a: z.string() }).and(either), { a: '', kind: 'build' }],
    ['a union of intersections', z.union([build, lint.and(z.object({ a: z.string() }))]), { kind: 'build' }],
    ['a transformed object', z.object({ a: z.string() }).transform(({ a }) => ({ b: a })), { a: '' }],
    ['an object behind a function', z.preprocess((value) => value, z.object({ a: z.string() })), { a: '' }],
    ['an object with a default', z.object({ a: z.string() }).readonly().default({ a: '' }), { a: '' }],
  ])('of %s rejects unknown fields', (_title, schema, valid) => {
    const strict = strictInput(schema);
    expect(strict.safeParse(valid).success).toBe(true);
    expect(strict.safeParse({ ...valid, unknown: 1 }).error?.issues).toEqual([
      expect.objectContaining({ code: 'unrecognized_keys', keys: ['unknown'], path: [] }),
    ]);
  });

  it('takes a field only with the option of a union that has it', () => {
    expect(strictInput(either).safeParse({ kind: 'build', rules: 'all' }).success).toBe(false);
  });

  it.each<[title: string, schema: z.ZodType]>([
    ['a loose object', z.looseObject({ a: z.string() })],
    ['an object with a catchall', z.object({ a: z.string() }).catchall(z.number())],
    ['an intersection with a loose object', z.object({ a: z.string() }).and(z.looseObject({}))],
  ])('of %s takes them', (_title, schema) => {
    expect(strictInput(schema).parse({ a: '', unknown: 1 })).toEqual({ a: '', unknown: 1 });
  });

  it('only is strict: what lies below stays as it is', () => {
    const schema = strictInput(z.object({ options: z.object({ a: z.string() }) }));
    expect(schema.parse({ options: { a: '', unknown: 1 } })).toEqual({ options: { a: '' } });
  });

  it.each<[title: string, schema: z.ZodType]>([
    ['any', z.any()],
    ['string', z.string()],
    ['record', z.record(z.string(), z.string())],
    ['null', z.union([z.object({}), z.null()])],
    ['transform', z.transform(() => ({}))],
    ['lazy', z.lazy(() => z.object({}))],
  ])('is not %s', (title, schema) => {
    expect(() => strictInput(schema)).toThrow(new NoObjectError(title));
    expect(() => inputFields(schema)).toThrow(NoObjectError);
  });

  it('names its fields in all options', () => {
    expect([...inputFields(z.object({ a: z.string() }).and(either))]).toEqual(['a', 'kind', 'rules']);
  });
});
