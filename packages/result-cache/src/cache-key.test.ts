import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheKey, type KeyParts } from './cache-key.ts';

const texts = fc.dictionary(fc.string(), fc.string());
const partsArbitrary: fc.Arbitrary<KeyParts> = fc.record({
  type: fc.string(),
  version: fc.string(),
  plugin: fc.string(),
  pluginVersion: fc.option(fc.string(), { nil: undefined }),
  projectId: fc.string(),
  projectPath: fc.string(),
  origin: fc.option(fc.string(), { nil: undefined }),
  input: fc.jsonValue(),
  files: texts,
  environment: fc.dictionary(fc.string(), fc.array(fc.option(fc.string()))),
  config: fc.jsonValue(),
  sections: fc.jsonValue(),
  secrets: fc.jsonValue(),
});

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, property]) => [key, reversed(property)] as const);
  return Object.fromEntries(entries.toReversed());
}

describe('the key of a result', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(partsArbitrary, (parts) => {
        expect(cacheKey(reversed(parts) as KeyParts)).toBe(cacheKey(parts));
      }),
    );
  });

  it('is another one when any part is another', () => {
    fc.assert(
      fc.property(partsArbitrary, partsArbitrary, (parts, others) => {
        for (const name of Object.keys(parts) as (keyof KeyParts)[]) {
          const isSame = isDeepStrictEqual(asJson([parts[name]]), asJson([others[name]]));
          expect(cacheKey({ ...parts, [name]: others[name] }) === cacheKey(parts)).toBe(isSame);
        }
      }),
    );
  });

  it('is another one when one value inside a part is another', () => {
    fc.assert(
      fc.property(partsArbitrary, fc.string(), fc.string(), fc.string(), (parts, name, one, two) => {
        fc.pre(one !== two);
        const of = (value: string): string[] => [
          cacheKey({ ...parts, input: [{ [name]: value }] }),
          cacheKey({ ...parts, files: { ...parts.files, [name]: value } }),
          cacheKey({ ...parts, environment: { ...parts.environment, [name]: [value, null] } }),
        ];
        expect(new Set([...of(one), ...of(two)]).size).toBe(6);
      }),
    );
  });

  it('distinguishes one file from two, an unset variable from an empty one, and the parts from each other', () => {
    const parts: KeyParts = {
      type: 'a',
      version: 'b',
      plugin: '',
      projectId: 'p',
      projectPath: '/p',
      input: {},
      files: {},
      environment: {},
      config: {},
      sections: {},
      secrets: [],
    };
    const keys = [
      parts,
      { ...parts, type: 'ab', version: '' },
      { ...parts, files: { 'a b': '' } },
      { ...parts, files: { a: 'b' } },
      { ...parts, environment: { A: [null, null] } },
      { ...parts, environment: { A: ['', null] } },
      { ...parts, environment: { A: [null, ''] } },
    ].map((changed) => cacheKey(changed));
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[\da-f]{64}$/);
  });
});
