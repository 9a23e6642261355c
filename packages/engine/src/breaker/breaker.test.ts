import { CommandError, TaskError } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { delayAfter } from './count-outcome.ts';
import { failureClass } from './failure-class.ts';

const PATIENTLY = { timeout: 20_000 };

const command = (stderr: string, exitCode = 1): CommandError =>
  new CommandError({ message: 'failed', stdout: '', stderr, exitCode, timedOut: false });

it('classes failures by their code, or by exit code and the end of standard error', () => {
  expect(failureClass(new TaskError({ code: 'HANDLER_FAILED', message: 'at 12:01' }))).toBe('HANDLER_FAILED');
  const first = failureClass(
    command('noise 1\nnoise 2\nnoise 3\nfatal: cannot open /tmp/a1/x.lock (pid 4711)\n'),
  );
  const second = failureClass(
    command('noise 7\nnoise 2\nnoise 3\nfatal:  cannot open /var/b/x.lock (pid 12)'),
  );
  expect(first).toBe('COMMAND_FAILED (exit code 1): noise # noise # fatal: cannot open x.lock (pid #)');
  expect(second).toBe(first);
  expect(failureClass(command('', 2))).toBe('COMMAND_FAILED (exit code 2)');
});

it('doubles the delay up to the longest one', () => {
  const breaker = { failures: 5, delay: 100, maxDelay: 350 };
  expect([0, 1, 2, 3, 400].map((trips) => delayAfter(trips, breaker))).toEqual([100, 200, 350, 350, 350]);
});

it('opens after failures of one class in a row, tries one task after a delay that doubles, and closes with its success', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine({ breaker: { failures: 3, delay: 200, maxDelay: 400 } });
  engine.consume({ slots: 1, runner: world.runner() });
  const watch = await Watch.of(world);
  const submit = async (id: string, type: string, fields: object = {}): Promise<unknown> =>
    engine.submit(world.task(type, { id, ...fields }), { breaker: 'shop', retry: { limit: 0 } });
  const fails = async (id: string, code = 'HANDLER_FAILED'): Promise<void> => {
    await submit(id, 'fail', { code });
    await expect(engine.tasks.wait(id)).rejects.toMatchObject({ code });
  };
  await fails('1');
  await fails('2', 'COMMAND_FAILED');
  await fails('3');
  await fails('4');
  expect(await engine.holds.list()).toEqual([]);
  await fails('5');
  const [hold] = await engine.holds.list();
  expect(hold).toMatchObject({
    id: 'breaker:shop',
    scope: { key: 'breaker:shop' },
    reason: {
      code: 'CIRCUIT_OPEN',
      message: 'The last 3 attempts failed in the same way (HANDLER_FAILED).',
    },
  });
  // The ones that go first fail, too.
  await fails('6');
  await fails('7', 'INVALID_OUTPUT');
  expect(await watch.query('SELECT trips FROM own.breaker')).toEqual([{ trips: 3 }]);
  await submit('8', 'echo');
  await engine.submit(world.task('echo', { id: 'another', projectId: 'other' }));
  await engine.tasks.wait('another');
  await engine.tasks.wait('8');
  await expect.poll(async () => engine.holds.list(), PATIENTLY).toEqual([]);
  for (const id of ['9', '10', '11']) await fails(id);
  await engine.holds.release('breaker:shop');
  await fails('12');
  await fails('13');
  expect(await engine.holds.list()).toEqual([]);
  expect(world.problems).toEqual([]);
});
