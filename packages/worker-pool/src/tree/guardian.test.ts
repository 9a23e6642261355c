import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readProcess } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTag, findTagged, killTagged, startWorker } from './fixtures/tagged-processes.ts';

const BOUND = { timeout: 20_000, interval: 5 };
const fixture = fileURLToPath(new URL('fixtures/guarded-host.ts', import.meta.url));

describe.runIf(process.platform === 'linux')('the guardian', { timeout: 30_000 }, () => {
  let tag: string;
  let poolId: string;

  beforeEach(() => {
    tag = createTag();
    poolId = randomUUID();
  });

  afterEach(() => {
    killTagged(tag);
  });

  async function startHost(
    script: string,
    then: 'wait' | 'close' | 'end',
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ host: ChildProcess; guardian: number; ended: Promise<unknown> }> {
    const conditions = ['--conditions=@poppobuilder/source', '--no-warnings'];
    const host = spawn(process.execPath, [...conditions, fixture, poolId, script, then], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(host, 'exit');
    const [line] = (await once(host.stdout, 'data')) as [Buffer];
    return { host, guardian: Number(String(line)), ended };
  }

  it.each([
    { title: 'a plain worker', script: (t: string) => `exec sleep ${t}`, count: 1 },
    {
      title: 'sessions, orphans and deaf processes',
      script: (t: string) =>
        `trap '' TERM HUP; (setsid nohup sleep ${t} &); setsid sleep ${t} & sleep ${t} & exec sleep ${t}`,
      count: 4,
    },
    {
      title: 'children with an empty environment',
      script: (t: string) => `env -i setsid sleep ${t} & exec sleep ${t}`,
      count: 2,
    },
    {
      title: '127 processes that fork',
      script: (t: string) =>
        `b() { if [ $1 -gt 0 ]; then b $(($1-1)) & b $(($1-1)) & fi; exec sleep ${t}; }; b 6`,
      count: 127,
    },
  ])('ends $title when the host is killed', async ({ script, count }) => {
    const { host, guardian, ended } = await startHost(script(tag), 'wait');
    // The host has the tag in its own command line.
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(count + 1), BOUND);
    expect(readProcess(guardian)).toMatchObject({ session: guardian });
    host.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => {
      expect(findTagged(tag)).toHaveLength(0);
      expect(readProcess(guardian)).toBeUndefined();
    }, BOUND);
  });

  it('does not hold the event loop, and sweeps when the host just ends', async () => {
    const { guardian, ended } = await startHost(`exec sleep ${tag}`, 'end');
    expect(await ended).toEqual([0, null]);
    await vi.waitFor(() => {
      expect(findTagged(tag)).toHaveLength(0);
      expect(readProcess(guardian)).toBeUndefined();
    }, BOUND);
  });

  it('sweeps nothing after an orderly close', async () => {
    const { guardian, ended } = await startHost(`setsid sleep ${tag} & exec sleep ${tag}`, 'close');
    expect(await ended).toEqual([0, null]);
    expect(readProcess(guardian)).toBeUndefined();
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(2), BOUND);
  });

  it('ends neither the workers of another pool nor itself below a worker of one', async () => {
    const other = startWorker(['sleep', tag]);
    const environment = { POPPOBUILDER_WORKER_ID: other.workerId };
    const { host, guardian, ended } = await startHost(`exec sleep ${tag}`, 'wait', environment);
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(3), BOUND);
    host.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => {
      expect(findTagged(tag)).toEqual([other.child.pid]);
      expect(readProcess(guardian)).toBeUndefined();
    }, BOUND);
    await other.tree.kill();
  });
});
