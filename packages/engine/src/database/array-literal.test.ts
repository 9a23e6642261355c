import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { arrayLiteral } from './array-literal.ts';

it('is read by the database as the texts that were given, each once', async () => {
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
  await using world = new EngineWorld();
  const client = await world.client();
  const { rows } = await client.query('SELECT $1::text[] AS texts', [arrayLiteral([...texts, ...texts])]);
  expect(rows).toEqual([{ texts }]);
});
