import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { arrayLiteral, isInArray } from './array-literal.ts';

it('is read by the database as the texts that were given, each once, and has no others', async () => {
  const texts = [
    'a',
    'key:"quoted"',
    String.raw`\ and \\`,
    '{a,b}',
    'NULL',
    ' a b ',
    '日本語',
    "it's",
    'a\nb',
  ];
  const literal = arrayLiteral([...texts, ...texts]);
  await using world = new EngineWorld();
  const client = await world.client();
  const { rows } = await client.query('SELECT $1::text[] AS texts', [literal]);
  expect(rows).toEqual([{ texts }]);
  expect(texts.filter((text) => !isInArray(text, literal))).toEqual([]);
  expect(['quoted', 'key:', '{a', 'b', 'a","key:'].filter((text) => isInArray(text, literal))).toEqual([]);
});
