import fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { RANGE_BITS } from '../schema/search.ts';

const TASKS = 60;

/** Newer tasks than those, so that a search looks beyond the newest; their texts have none of the characters. */
const NEWER = 1_100;

/** A search reads the texts in ranges of numbers that end with this one. */
const LAST_OF_RANGE = 2 ** RANGE_BITS - 1;

/** Few characters, so that short texts are found often: wildcards of SQL, an escape, words, Japanese and an emoji. */
const characters = fc.constantFrom('a', 'B', ' ', '%', '_', '\\', "'", '#', '1', 'カ', '題', '😀');
const textOf = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: characters, minLength, maxLength });

it('a search finds exactly the tasks that contain its text, in pages without a gap', async () => {
  const seed = inject('seed');
  await using world = new EngineWorld();
  const engine = await world.engine();
  const [values = []] = fc.sample(fc.array(textOf(0, 12), { minLength: TASKS, maxLength: TASKS }), {
    numRuns: 1,
    seed,
  });
  const written = values.map((value, index) => ({ id: `t${index}`, value }));
  const client = await world.client();
  await client.query(`SELECT setval(pg_get_serial_sequence('${world.schema}.task', 'number'), $1)`, [
    LAST_OF_RANGE - TASKS / 2,
  ]);
  const newer = Array.from({ length: NEWER }, (_, index) => ({
    id: index.toString(2).replaceAll('0', 'x').replaceAll('1', 'y'),
    value: '',
  }));
  await engine.submitMany([...written, ...newer].map((fields) => ({ task: world.task('echo', fields) })));
  await fc.assert(
    fc.asyncProperty(textOf(1, 4), fc.integer({ min: 1, max: 20 }), async (text, limit) => {
      const expected = written.filter(({ id, value }) =>
        `${id}\necho\n${value}`.toLowerCase().includes(text.toLowerCase()),
      );
      const found = await allPages(engine, text, limit);
      expect({ seed, values, found }).toEqual({
        seed,
        values,
        found: expected.map(({ id }) => id).toReversed(),
      });
    }),
    { numRuns: 100, seed },
  );
});

async function allPages(engine: Engine, text: string, limit: number): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const { tasks, next } = await engine.tasks.list({ text, limit, after });
    found.push(...tasks.map(({ id }) => id));
    after = next;
  } while (after !== undefined);
  return found;
}
