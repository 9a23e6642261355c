import { expect, it } from 'vitest';
import { StillEngine } from '../job/state-model/fixtures/still-engine.ts';
import { countWaiting } from './count-waiting.ts';

it('counts every task that waits, however many there are, and no other', async () => {
  await using still = await StillEngine.open();
  const { engine } = still;
  await engine.submitMany([
    ...Array.from({ length: 1_500 }, (_, index) => ({ task: still.task(`a${index}`) })),
    { task: still.task('later'), options: { delay: 3_600_000 } },
    { task: still.task('asked'), options: { approval: { message: 'It deploys.' } } },
    { task: still.task('child'), options: { dependsOn: ['a0'] } },
    { task: still.task('first'), options: { concurrencyKey: 'k' } },
    { task: still.task('second'), options: { concurrencyKey: 'k' } },
  ]);
  await engine.tasks.cancel('a1');
  await engine.holds.place({ scope: { task: 'a2' }, reason: { code: 'BUDGET', message: 'It is spent.' } });
  expect(await engine.tasks.waiting()).toEqual({
    reasons: { NO_CONSUMER: 1_499, BUDGET: 1, SCHEDULED: 1, APPROVAL: 1, DEPENDENCY: 1, ORDER: 1 },
    uncounted: 0,
  });
});

it('looks at the oldest tasks up to a limit, and says how many are left', async () => {
  await using still = await StillEngine.open();
  const { engine } = still;
  await engine.submit(still.task('first'), { concurrencyKey: 'k' });
  await engine.submit(still.task('second'), { concurrencyKey: 'k' });
  await engine.submitMany([{ task: still.task('third') }, { task: still.task('fourth') }]);
  expect(await countWaiting(still, 3)).toEqual({ reasons: { NO_CONSUMER: 2, ORDER: 1 }, uncounted: 1 });
});
