import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import type { Submission } from '../submit/submit-options.ts';
import { KeyHistory } from '../submit/admission/fixtures/key-history.ts';

it('a project without a limit keeps to the cap beside one with a limit, for ordered tasks', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine({ projects: { limited: { concurrency: 1 } } });
  const submissions = (projectId: string, type: string, count: number, fields: object = {}): Submission[] =>
    Array.from({ length: count }, (_, index) => ({
      task: world.task(type, { projectId, metadata: { key: projectId }, ...fields }),
      options: { concurrencyKey: `${projectId} ${index}` },
    }));
  const many = async (all: Submission[]): Promise<string[]> =>
    (await engine.submitMany(all)).map(({ id }) => id);
  const limited = await many(submissions('limited', 'echo', 20));
  const free = await many(submissions('free', 'wait', 100, { gate: 'g' }));
  engine.consume({ slots: 8, runner: world.runner(), projectCap: 0.5 });
  for (const id of limited) await engine.tasks.wait(id);
  const most = (await KeyHistory.read(await Watch.of(world))).mostAtOnce();
  expect(Object.fromEntries(most)).toEqual({ free: 4, limited: 1 });
  world.gates.open('g');
  for (const id of free) await engine.tasks.wait(id);
  expect(world.problems).toEqual([]);
}, 60_000);
