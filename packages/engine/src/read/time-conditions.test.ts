import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import type { ListOptions } from './list-options.ts';

const MINUTE = 60_000;
const BASE = Date.UTC(2026, 0, 1);

/** Tasks were submitted a quarter of an hour apart, pairs of them in the other order than their numbers. */
const submittedAt = (number: number): number => BASE + (number ^ 1) * 15 * MINUTE;

/** Every third task has ended, 5 hours after its submission. */
const endedAt = (number: number): number | undefined =>
  number % 3 === 0 ? submittedAt(number) + 300 * MINUTE : undefined;

it('a list has the tasks that were submitted and ended at the times that it is narrowed to, and no others', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const client = await world.client();
  expect(await engine.tasks.list({ createdAfter: new Date(BASE) })).toEqual({ tasks: [] });
  const numbers = Array.from({ length: 60 }, (_, index) => index);
  await engine.submitMany(
    numbers.map((number) => ({
      task: world.task('echo', { id: `t${number}`, projectId: `p${number % 2}` }),
    })),
  );
  for (const number of numbers) {
    await client.query(`UPDATE ${world.schema}.task SET created_at = $2, finished_at = $3 WHERE id = $1`, [
      `t${number}`,
      new Date(submittedAt(number)),
      endedAt(number) === undefined ? null : new Date(endedAt(number) ?? 0),
    ]);
  }
  const times = [-1, 0, 1, 29, 30, 31, 59, 60, 500].map((quarter) => new Date(BASE + quarter * 15 * MINUTE));
  const edges = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59.999Z')];
  for (const projectId of [undefined, 'p1']) {
    for (const from of [undefined, edges[0], ...times.slice(0, 6)]) {
      for (const to of [undefined, edges[1], ...times.slice(3)]) {
        const all: readonly ListOptions[] = [
          { createdAfter: from, createdBefore: to },
          { finishedAfter: from, finishedBefore: to },
        ];
        for (const options of all) {
          const { tasks } = await engine.tasks.list({ ...options, projectId, limit: 100 });
          const isWithin = (time: number | undefined, after?: Date, before?: Date): boolean =>
            (after === undefined && before === undefined) ||
            (time !== undefined &&
              time >= (after?.getTime() ?? time) &&
              (before === undefined || time < before.getTime()));
          const expected = numbers
            .filter((number) => projectId === undefined || number % 2 === 1)
            .filter((number) => isWithin(submittedAt(number), options.createdAfter, options.createdBefore))
            .filter((number) => isWithin(endedAt(number), options.finishedAfter, options.finishedBefore))
            .toReversed();
          expect([options, tasks.map(({ id }) => id)]).toEqual([
            options,
            expected.map((number) => `t${number}`),
          ]);
        }
      }
    }
  }
});

it('a time that is none is refused by its name', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const options = { finishedAfter: new Date('yesterday') };
  await expect(engine.tasks.list(options)).rejects.toMatchObject({
    code: 'INVALID_TASK',
    fields: [{ path: 'finishedAfter' }],
  });
});
