import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyAsJson, NotJsonError } from './json.ts';

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

describe('copying as JSON', () => {
  it('returns what JSON would carry', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        expect(copyAsJson(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('honours toJSON and drops undefined properties', () => {
    const value = { at: new Date(0), gone: undefined, list: [undefined] };
    expect(copyAsJson(value)).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
  });

  it.each([
    ['a function', { a: [() => 1] }, 'a[0] is a function'],
    ['a big integer', { a: 1n }, 'a is a bigint'],
    ['not a number', { a: Number.NaN }, 'a is NaN'],
    ['a Map', { a: new Map() }, 'a is an instance of Map'],
    ['undefined', undefined, 'it is undefined'],
    ['a __proto__ key', JSON.parse('{"a":{"__proto__":1}}'), 'a.__proto__ is a key that is not allowed'],
  ])('rejects %s and names the place', (_what, value, message) => {
    expect(() => copyAsJson(value)).toThrow(message);
  });

  it('rejects cycles, but not the same object twice', () => {
    const shared = { a: 1 };
    expect(copyAsJson([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => copyAsJson(cycle)).toThrow(NotJsonError);
  });

  it('rejects what is nested too deep, however deep', () => {
    expect(() => copyAsJson(nested(99))).not.toThrow();
    expect(() => copyAsJson(nested(101))).toThrow(NotJsonError);
    expect(() => copyAsJson(nested(50_000))).toThrow(NotJsonError);
  });
});
