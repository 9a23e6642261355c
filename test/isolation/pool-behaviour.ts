import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
import type { TaskEventName } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { findMarked, findWorkers, kill, until } from './marked-processes.ts';
import { errorOf, PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

const BUSY = 'while :; do :; done';
const LIMIT = 60_000;

const workersOf = (world: PoolWorld, project = 'first'): number =>
  findWorkers(`${world.mark}-${project}`).length;

const identify = async (world: PoolWorld, project = 'first'): Promise<unknown> =>
  resultOf(await world.run(world.task('identify', {}, { project })))['workerId'];

/** What a pool does with its workers, whatever keeps these apart. */
export function behavesAsAPool(isolation: TestedIsolation): void {
  describe('limits', { timeout: LIMIT }, () => {
    it.each([
      { title: 'a handler', type: 'misbehave', fields: { how: 'loop' } },
      { title: 'a command', type: 'command', fields: { program: 'sh', args: ['-c', BUSY] } },
      {
        title: "a command's many short children",
        type: 'command',
        fields: { program: 'sh', args: ['-c', 'while :; do /bin/true; done'] },
      },
    ])('end $title that uses more than its cpuTime', async ({ type, fields }) => {
      await using world = new PoolWorld(isolation, { cpuTime: 600 });
      const { code, message } = errorOf(await world.run(world.task(type, fields)));
      expect([code, message]).toEqual([
        'RESOURCE_LIMIT',
        expect.stringMatching(/used \d+ ms of CPU time; its cpuTime is 600 ms/),
      ]);
      await identify(world);
    });

    it('give cpuTime to each task anew', async () => {
      await using world = new PoolWorld(isolation, { cpuTime: 2_000 });
      const line = `end=$(($(date +%s%N) + 900000000)); while [ $(date +%s%N) -lt $end ]; do :; done`;
      for (let round = 0; round < 4; round += 1) {
        expect(
          resultOf(await world.run(world.task('command', { program: 'sh', args: ['-c', line] })))['exitCode'],
        ).toBe(0);
      }
    });

    it('hold a handler and a command to openFiles', async () => {
      await using world = new PoolWorld(isolation, { openFiles: 128 });
      const error = errorOf(await world.run(world.task('misbehave', { how: 'open files', amount: 200 })));
      expect(error.message).toContain('EMFILE');
      const command = world.task('command', { program: 'sh', args: ['-c', 'ulimit -n'] });
      expect(resultOf(await world.run(command))['stdout']).toBe('128\n');
    });

    it('let tasks wait while less than minFreeMemory is free', async () => {
      const { freemem } = os;
      let free = 1_024;
      os.freemem = () => free;
      syncBuiltinESMExports();
      try {
        await using world = new PoolWorld(isolation, { minFreeMemory: '1GB' });
        const waits = new Promise<string>((resolve) => {
          const listener = ({ message }: Error): void => {
            if (!message.includes('minFreeMemory')) return;
            process.off('warning', listener);
            resolve(message);
          };
          process.on('warning', listener);
        });
        const task = world.task('identify');
        const cancelled = world.task('identify');
        const running = world.run(task);
        const given = world.run(cancelled);
        expect(await waits).toMatch(/1KB of memory is free, and minFreeMemory is 1GB/);
        await world.pool.cancel(cancelled.id);
        expect(errorOf(await given).code).toBe('TASK_CANCELLED');
        expect(world.events.map(({ name }) => name)).toEqual(['task-cancelled']);
        expect(workersOf(world)).toBe(0);
        free = 2 * 1024 ** 3;
        resultOf(await running);
      } finally {
        os.freemem = freemem;
        syncBuiltinESMExports();
      }
    });
  });

  describe('workers', { timeout: LIMIT }, () => {
    it('collect no listeners from one task to the next', async () => {
      const warnings: string[] = [];
      const onWarning = ({ name }: Error): void => void warnings.push(name);
      process.on('warning', onWarning);
      try {
        await using world = new PoolWorld(isolation);
        const ids = new Set<unknown>();
        for (let round = 0; round < 15; round += 1) ids.add(await identify(world));
        expect(ids.size).toBe(1);
      } finally {
        process.off('warning', onWarning);
      }
      expect(warnings).not.toContain('MaxListenersExceededWarning');
    });

    it('are replaced after recycleAfter tasks', async () => {
      await using world = new PoolWorld(isolation, { recycleAfter: 3 });
      const ids: unknown[] = [];
      for (let number = 0; number < 7; number += 1) ids.push(await identify(world));
      const distinct = [...new Set(ids)];
      expect(distinct).toHaveLength(3);
      expect(ids).toEqual([0, 0, 0, 1, 1, 1, 2].map((index) => distinct[index]));
    });

    it('end when they were idle for idleTimeout', async () => {
      await using world = new PoolWorld(isolation, { idleTimeout: 200 });
      const before = await identify(world);
      await until(
        () => findMarked(world.mark),
        (left) => left.length === 0,
      );
      expect(await identify(world)).not.toBe(before);
    });

    it('end when both were idle for idleTimeout, down to minWorkers', async () => {
      await using world = new PoolWorld(isolation, { idleTimeout: 2_000, minWorkers: 1, maxWorkers: 2 });
      const wait = { milliseconds: 100 };
      const tasks = ['first', 'second'].map((project) => world.task('wait', wait, { project }));
      const ids = (await Promise.all(tasks.map((task) => world.run(task)))).map(
        (outcome) => resultOf(outcome)['workerId'],
      );
      const projects = ['first', 'second'] as const;
      const alive = (): string[] => projects.filter((project) => workersOf(world, project) > 0);
      const [left] = await until(alive, (names) => names.length < 2);
      expect(projects).toContain(left);
      expect(ids).toContain(await identify(world, left));
    });

    it('start in rotation among the projects, however many tasks each has', async () => {
      await using world = new PoolWorld(isolation, { maxWorkers: 1 });
      const of = (project: string, count: number): Promise<unknown>[] =>
        Array.from({ length: count }, () => world.run(world.task('identify', {}, { project })));
      await Promise.all([...of('first', 6), ...of('second', 3)]);
      const started = world.events
        .filter(({ name }) => name === 'task-started')
        .map(({ taskId }) => taskId.split('-')[0]);
      const order = started.map((project) => (project === 'first' ? 'A' : 'B')).join('');
      console.info(`fair slots, ${isolation}: ${order}`);
      expect(order).toBe('ABABABAAA');
    });

    it('are used again for the same project, config and permissions only', async () => {
      await using world = new PoolWorld(isolation, { maxWorkers: 4 });
      const served = async (type: string, config = {}, project = 'first'): Promise<unknown> =>
        resultOf(await world.run(world.task(type, {}, { config, project })))['served'];
      const other = { environment: { OTHER: 'value' } };
      expect([await served('identify'), await served('identify')]).toEqual([1, 2]);
      expect([await served('identify', other), await served('identify', other)]).toEqual([1, 2]);
      expect([await served('identify-with-files'), await served('identify-with-files')]).toEqual([1, 2]);
      expect(await served('identify-with-files', { permissions: { files: 'none' } })).toBe(1);
      expect(await served('identify', {}, 'second')).toBe(1);
    });

    it('that are stuck while idle are replaced', async () => {
      await using world = new PoolWorld(isolation);
      const stuck = resultOf(await world.run(world.task('get-stuck-later')))['workerId'];
      await until(
        () => findMarked(world.mark),
        (left) => left.length === 0,
      );
      expect(await identify(world)).not.toBe(stuck);
    });

    it('that are killed while idle cost no task', async () => {
      await using world = new PoolWorld(isolation);
      const before = await identify(world);
      // Stopped first: in a sandbox a worker lives on for a moment when bubblewrap is killed, and may take up a task.
      const all = findMarked(world.mark);
      for (const { pid } of all) process.kill(pid, 'SIGSTOP');
      for (const { pid } of all) kill(pid);
      const task = world.task('identify');
      expect(resultOf(await world.run(task))['workerId']).not.toBe(before);
      expect(world.namesFor(task.id)).toEqual(['task-started', 'task-completed', 'context-cleaned']);
    });
  });

  describe('tasks', { timeout: LIMIT }, () => {
    it('can be cancelled while their worker starts', async () => {
      await using world = new PoolWorld(isolation);
      const task = world.task('identify');
      const running = world.run(task);
      await until(
        () => workersOf(world),
        (count) => count > 0,
      );
      expect(await world.pool.cancel(task.id)).toBe(1);
      expect(errorOf(await running).code).toBe('TASK_CANCELLED');
      expect(world.namesFor(task.id)).toEqual(['task-cancelled'] satisfies TaskEventName[]);
      await identify(world);
      expect(await world.end()).toBe(0);
    });

    it('that run and that wait end before close() does, and nothing is left', async () => {
      const world = new PoolWorld(isolation, { maxWorkers: 1 });
      const running = world.task('wait', { milliseconds: 300 });
      const progressed = world.next('progress', running.id);
      const outcome = world.run(running);
      await progressed;
      const waiting = world.run(world.task('identify'));
      const closed = world.pool.close();
      expect(errorOf(await world.run(world.task('identify'))).code).toBe('TASK_CANCELLED');
      await closed;
      expect(findMarked(world.mark)).toEqual([]);
      resultOf(await outcome);
      resultOf(await waiting);
      expect(await world.end()).toBe(0);
    });
  });
}
