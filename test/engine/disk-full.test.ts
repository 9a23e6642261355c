import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { Cluster } from './cluster.ts';
import { History } from './history.ts';
import { until } from './until.ts';
import { judge } from './verdict.ts';

const MOUNT = 'mount -t tmpfs -o size=150m,mode=0711 tmpfs "$0" && exec "$@"';

/** What runs a program with a small disk of its own at a folder; nothing of it is left afterwards. */
const onDisk = (folder: string): string[] => ['unshare', '--mount', 'sh', '-c', MOUNT, folder];

function canMount(): boolean {
  const [program = '', ...args] = onDisk('/mnt');
  return process.getuid?.() === 0 && spawnSync(program, [...args, 'true']).status === 0;
}

it.runIf(canMount())(
  'reports a full disk, loses nothing, and continues by itself when there is space again',
  async () => {
    await using cluster = new Cluster();
    const disk = cluster.path('server');
    const member = cluster.start(
      'm0',
      { load: { name: 'm0', seed: inject('seed') }, databaseTimeout: 2_000 },
      onDisk(cluster.makeFolder('server')),
    );
    await member.ready;
    const inside = join(`/proc/${member.pid}/root`, disk);
    const history = new History({
      host: join(inside, 'socket'),
      port: 5432,
      user: 'poppobuilder',
      database: 'postgres',
    });
    fill(join(inside, 'filler'));
    const reported = await until(
      () => member.errors.find(({ message }) => /disk of the database is full|No space left/.test(message)),
      (error) => error !== undefined,
    );
    expect(reported?.code).toBe('DATABASE_UNAVAILABLE');
    rmSync(join(inside, 'filler'));
    const before = cluster.acknowledged;
    await until(
      () => cluster.acknowledged,
      (count) => count > before + 5,
    );
    await member.quiet();
    await until(
      async () => history.open(),
      (open) => open === 0,
    );
    const { lost, doubled, disordered } = await judge(history, cluster.journal, new Map());
    expect({ lost, doubled, disordered }).toEqual({ lost: [], doubled: [], disordered: [] });
    expect(await member.stop(5_000)).toBe(0);
  },
  120_000,
);

function fill(file: string): void {
  for (let length = 1024 * 1024; length >= 1; length = Math.floor(length / 2)) {
    const text = 'x'.repeat(length);
    try {
      for (;;) writeFileSync(file, text, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
