import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { randomOf } from '../fixtures/random.ts';
import { ScheduleWorld } from './fixtures/schedule-world.ts';

async function startWorking(world: ScheduleWorld): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('fixtures/working-process.ts', import.meta.url));
  const child = fork(script, [world.url, world.schema], {
    execArgv: ['--conditions=@poppobuilder/source'],
    // All but the first find their code compiled.
    env: { ...process.env, NODE_COMPILE_CACHE: join(world.folder, 'compile-cache') },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('a process that is frozen in the middle of an occurrence', () => {
  it('hands it to others within seconds, and does nothing when it resumes', { timeout: 60_000 }, async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    const child = await startWorking(world);
    const client = await world.client();
    await client.query(`BEGIN; LOCK TABLE ${world.schema}.task IN SHARE MODE`);
    await world.setTime('2026-01-01T01:00:00Z');
    const isWaiting = `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = '${world.schema}.task'::regclass)`;
    await expect
      .poll(async () => (await client.query(isWaiting)).rows[0], { timeout: 10_000 })
      .toEqual({ exists: true });
    child.kill('SIGSTOP');
    await client.query('COMMIT');
    engine.consume({ slots: 1, runner: world.runner() });
    await world.pass(engine, 'hourly', '2026-01-01T01:00:00Z');
    child.kill('SIGCONT');
    await world.pass(engine, 'hourly', '2026-01-01T02:00:00Z');
    await kill(child);
    expect(await world.taskIds()).toEqual([
      'schedule:hourly:2026-01-01T01:00:00.000Z',
      'schedule:hourly:2026-01-01T02:00:00.000Z',
    ]);
  });
});

describe('processes that are killed', () => {
  const { scheduleOccurrences } = inject('counts');

  it(
    'leave exactly one task for each occurrence',
    { timeout: 60_000 + scheduleOccurrences * 5_000 },
    async () => {
      const seed = inject('seed');
      console.info(`POPPOBUILDER_TEST_SEED=${seed}`);
      const below = randomOf(seed);
      await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
      const engine = await world.engine();
      await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
      const children = await Promise.all([startWorking(world), startWorking(world)]);
      const expected: string[] = [];
      for (let hour = 1; hour <= scheduleOccurrences; hour += 1) {
        const due = new Date(Date.UTC(2026, 0, 1, hour));
        expected.push(`schedule:hourly:${due.toISOString()}`);
        await world.setTime(due);
        if (below(2) === 0) {
          const victim = below(children.length);
          // Some are killed before they begin, some in the middle of it, some afterwards.
          for (let rounds = below(40); rounds > 0; rounds -= 1) await engine.schedules.get('hourly');
          await kill(children[victim]);
          await world.pass(engine, 'hourly', due.toISOString());
          children[victim] = await startWorking(world);
        } else await world.pass(engine, 'hourly', due.toISOString());
      }
      await Promise.all(children.map(kill));
      expect(await world.taskIds()).toEqual(expected);
    },
  );
});
