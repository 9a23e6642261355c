import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateBackend, TaskResult } from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { describe, expect, inject, it } from 'vitest';
import { SqliteState } from '../../../packages/core/src/state/sqlite-state.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { warmHome } from '../../support/warm-home.ts';

const PLUGIN = builtPlugin(new URL('state-plugin.ts', import.meta.url));

interface World {
  readonly run: (type: string) => Promise<TaskResult>;
  readonly home: string;
  readonly backend: SqliteState;
}

/** A pool whose host keeps the state in a folder that no worker sees. */
async function withPool(
  mode: 'process' | 'sandbox',
  test: (world: World) => Promise<void>,
  wrap: (backend: StateBackend) => StateBackend = (backend) => backend,
): Promise<void> {
  await using files = await TemporaryProject.create();
  await using shared = await TemporaryProject.create();
  warmHome(files.home);
  const backend = new SqliteState(join(shared.home, 'shared'));
  await using pool = new WorkerPool({
    plugins: [PLUGIN],
    isolation: mode,
    homeFolder: files.home,
    environment: { PATH: process.env['PATH'] },
    state: wrap(backend),
  });
  let tasks = 0;
  const run = async (type: string): Promise<TaskResult> => {
    tasks += 1;
    return pool.execute({ id: `task-${tasks}`, type, projectId: 'demo', projectPath: files.project });
  };
  try {
    await test({ run, home: files.home, backend });
  } finally {
    await backend.close();
  }
}

describe.each(inject('isolationModes'))(
  'a worker (%s) whose host keeps the state',
  { timeout: 60_000 },
  (mode) => {
    it('uses it over its pipe, and finds the blobs of tasks with the same permissions alone', async () => {
      await withPool(mode, async ({ run, home, backend }) => {
        expect(await run('use-state')).toMatchObject({
          isShared: true,
          keys: ['a', 'b'],
          a: 20,
          b: { deep: ['ä', null] },
          same: true,
        });
        expect(await run('read-state')).toMatchObject({ a: 20, hasBlob: false });
        expect(existsSync(join(home, 'projects/demo/state/state.sqlite'))).toBe(false);
        expect(existsSync(join(home, 'state.key'))).toBe(true);
        const place = { projectId: 'demo', namespace: 'names', key: 'b' };
        expect((await backend.read(place))?.text).toBe('{"deep":["ä",null]}');
      });
    });
  },
);

describe('a worker whose host keeps the state', { timeout: 60_000 }, () => {
  it('is stopped when it asks for more than is kept for it', async () => {
    await withPool('process', async ({ run }) => {
      await expect(run('flood-state')).rejects.toMatchObject({
        code: 'RESOURCE_LIMIT',
        message: expect.stringMatching(/^The task sent .* at once/) as string,
      });
      expect(await run('read-state')).toMatchObject({ success: true });
    });
  });

  it('gets a coded error when the state cannot be used', async () => {
    const failing = (backend: StateBackend): StateBackend => ({
      ...backend,
      list: async () => [],
      read: () => Promise.reject(new Error('the disk is gone')),
    });
    const test = async ({ run }: World): Promise<void> => {
      await expect(run('read-state')).rejects.toMatchObject({
        code: 'COMPONENT_FAILED',
        message: 'The state of the project could not be used: the disk is gone.',
        retryable: true,
      });
    };
    await withPool('process', test, (backend) =>
      failing({
        read: (place) => backend.read(place),
        write: (place, text, expected) => backend.write(place, text, expected),
        list: (place, prefix) => backend.list(place, prefix),
        readBlob: (place) => backend.readBlob(place),
        writeBlob: (place, data) => backend.writeBlob(place, data),
      }),
    );
  });
});
