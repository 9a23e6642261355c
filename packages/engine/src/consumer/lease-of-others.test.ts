import { describe, expect, it, vi } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

/** Seconds for which the task runs: more than the shorter of the leases. */
const RUN = 12;

describe('the lease of a task', () => {
  it.concurrent.each([
    ['longer', 10_000, 60_000],
    ['shorter', 60_000, 10_000],
  ])(
    'is the one from its submission, also for a consumer whose own lease is %s',
    { timeout: 60_000 },
    async (_which, ofSubmitter, ofWorker) => {
      await using world = new EngineWorld();
      const submitting = await world.engine({ lease: ofSubmitter });
      const working = await world.engine({ lease: ofWorker });
      const { id } = await submitting.submit(world.task('wait', { gate: 'g' }));
      working.consume({ slots: 1, runner: world.runner() });
      const watch = await Watch.of(world);
      await watch.reaches(id, 'running');
      const hasRun = async (): Promise<void> => {
        const rows = await watch.query(
          `SELECT FROM own.event WHERE state = 'running' AND at < clock_timestamp() - interval '${RUN} seconds'`,
        );
        expect(rows).toHaveLength(1);
      };
      await vi.waitFor(hasRun, { timeout: 30_000, interval: 100 });
      world.gates.open('g');
      await expect(submitting.tasks.wait(id)).resolves.toMatchObject({ attempt: 1 });
      const states = (await watch.history(id)).map(({ state }) => state);
      expect(states).toEqual(['queued', 'running', 'succeeded']);
      expect(world.problems).toEqual([]);
    },
  );

  it('is that of the engine that last started to consume, for tasks submitted from then on', async () => {
    await using world = new EngineWorld();
    const submitting = await world.engine();
    const working = await world.engine({ lease: 60_000 });
    await submitting.submit(world.task('echo'), { requires: ['here'] });
    working.consume({ slots: 1, runner: world.runner(), labels: ['here'] });
    const watch = await Watch.of(world);
    const haveIt = async (): Promise<void> => {
      const rows = await watch.query(
        `SELECT name, heartbeat_seconds FROM boss.queue WHERE starts_with(name, 'tasks/') ORDER BY name`,
      );
      expect(rows).toEqual([
        { name: 'tasks/free', heartbeat_seconds: 60 },
        { name: 'tasks/free/here', heartbeat_seconds: 60 },
      ]);
    };
    await vi.waitFor(haveIt, { timeout: 5_000, interval: 20 });
    const { id } = await submitting.submit(world.task('echo', { id: 'later' }), { delay: 60_000 });
    const jobs = await watch.query(
      `SELECT heartbeat_seconds FROM boss.job j JOIN own.task t ON t.job_id = j.id WHERE t.id = $1`,
      [id],
    );
    expect(jobs).toEqual([{ heartbeat_seconds: 60 }]);
  });
});
