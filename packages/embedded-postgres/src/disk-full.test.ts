import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HOLD, IS_ROOT, PostgresFixture } from './fixtures/postgres-fixture.ts';

const MOUNT = 'mount -t tmpfs -o "size=$0,mode=0711" tmpfs "$1" && shift && exec "$@"';

/** A disk of a size, in a mount namespace, so that nothing of it is left. */
const onDisk = (size: string, folder: string, command: readonly string[]): string[] =>
  ['unshare', '--mount', 'sh', '-c', MOUNT, size, folder].concat(command);

function canMount(): boolean {
  const [program = '', ...args] = onDisk('1m', '/mnt', ['true']);
  return spawnSync(program, args).status === 0;
}
const CAN_MOUNT = IS_ROOT && canMount();

const FILL_DISK = fileURLToPath(new URL('./fixtures/fill-disk.ts', import.meta.url));

let fixture: PostgresFixture;
beforeEach(() => {
  fixture = new PostgresFixture();
  mkdirSync(fixture.folder());
});
afterEach(() => fixture.remove());

const noSpace = { code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('No space left on device') };

it.runIf(CAN_MOUNT)(
  'says that the disk is full when there is no room for new data',
  async () => {
    const command = onDisk('12m', fixture.folder(), HOLD);
    const { error } = await fixture.hold(fixture.folder(), { command }).report;
    expect(error).toMatchObject(noSpace);
  },
  60_000,
);

it.runIf(CAN_MOUNT)(
  'says that the disk is full when the server cannot start, and starts once there is room',
  async () => {
    const [node = '', condition = ''] = HOLD;
    const command = onDisk('90m', fixture.folder(), [node, condition, FILL_DISK]);
    const report = await fixture.hold(fixture.folder(), { command }).report;
    expect(report).toEqual({ error: expect.objectContaining(noSpace), kept: [{ value: 42 }] });
  },
  60_000,
);
