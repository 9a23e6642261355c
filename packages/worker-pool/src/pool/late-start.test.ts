import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { contractPlugin } from './fixtures/contract-plugin.ts';
import { warmHome } from './fixtures/warm-home.ts';
import { WorkerPool } from './worker-pool.ts';

const IN_TIME = 60_000;

describe.each(inject('isolationModes'))(
  'the start of a task in isolation mode %s',
  { timeout: 60_000 },
  (isolation) => {
    let folder: string;
    let pool: WorkerPool;
    let events: string[];
    const echo = (): Parameters<WorkerPool['execute']>[0] => ({
      id: 'late',
      type: 'contract-echo',
      projectId: 'demo',
      projectPath: folder,
      value: 1,
    });
    /** Runs a task that may start for so long, by the answers in turn. Resolves with how often it was asked. */
    const askedFor = async (...answers: (number | undefined)[]): Promise<number> => {
      let asked = 0;
      const confirmStart = (): number | undefined => answers[asked++];
      await pool.execute(echo(), { confirmStart });
      return asked;
    };

    beforeEach(() => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-late-start-')));
      const homeFolder = join(folder, 'home');
      warmHome(homeFolder);
      pool = new WorkerPool({ plugins: [contractPlugin], homeFolder, isolation });
      events = [];
      for (const name of ['task-started', 'task-cancelled', 'task-rejected'] as const) {
        pool.on(name, () => events.push(name));
      }
    });
    afterEach(async () => {
      await pool.close();
      rmSync(folder, { recursive: true });
    });

    it('is asked for once where the worker starts it in time', async () => {
      expect([await askedFor(IN_TIME), await askedFor(undefined)]).toEqual([1, 1]);
    });

    it('is asked for again by a worker that is late, until it is in time', async () => {
      expect(await askedFor(0, 0, IN_TIME)).toBe(3);
      expect(await askedFor(0, undefined)).toBe(2);
    });

    it('is refused to a worker that is late and whose task was stopped meanwhile, and the worker takes the next task', async () => {
      const controller = new AbortController();
      const answers = [0, () => controller.abort('a hold')];
      const confirmStart = (): number => {
        const answer = answers.shift();
        if (typeof answer === 'function') answer();
        return 0;
      };
      const { signal } = controller;
      await expect(pool.execute(echo(), { confirmStart, signal })).rejects.toMatchObject({
        code: 'TASK_CANCELLED',
        message: expect.stringContaining('a hold') as string,
      });
      expect(events).toEqual(['task-cancelled']);
      const before = pool.workerUsage();
      await pool.execute(echo());
      expect([before, pool.workerUsage()]).toMatchObject([{ idle: 1 }, { idle: 1 }]);
    });

    it('fails with what the caller throws to a worker that is late', async () => {
      const answers = [(): number => 0];
      const confirmStart = (): number => {
        const answer = answers.shift();
        if (answer === undefined) throw new Error('It cannot say.');
        return answer();
      };
      await expect(pool.execute(echo(), { confirmStart })).rejects.toThrow('It cannot say.');
      expect(events).toEqual(['task-rejected']);
    });
  },
);
