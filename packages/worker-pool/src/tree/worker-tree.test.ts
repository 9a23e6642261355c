import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTag, findTagged, killTagged, startWorker } from './fixtures/tagged-processes.ts';
import { ProcessSnapshot } from './process-snapshot.ts';

const BOUND = { timeout: 20_000, interval: 5 };
const sandbox = ['--unshare-pid', '--die-with-parent', '--dev-bind', '/', '/', '--proc', '/proc'];
const canSandbox = spawnSync('bwrap', [...sandbox, 'true']).status === 0;

describe.runIf(process.platform === 'linux')('the tree of a worker', { timeout: 30_000 }, () => {
  let tag: string;

  beforeEach(() => {
    tag = createTag();
  });

  afterEach(() => {
    killTagged(tag);
  });

  const reach = (count: number): Promise<unknown> =>
    vi.waitFor(() => expect(findTagged(tag).length).toBeGreaterThanOrEqual(count), BOUND);

  it.each([
    {
      title: 'processes of its session',
      script: (t: string) => `sleep ${t} & sleep ${t} & exec sleep ${t}`,
      count: 3,
    },
    {
      title: 'processes in sessions of their own',
      script: (t: string) => `setsid sleep ${t} & setsid sleep ${t} & exec sleep ${t}`,
      count: 3,
    },
    {
      title: 'processes that forked twice with nohup',
      script: (t: string) => `(setsid nohup sleep ${t} &); (nohup sleep ${t} &); exec sleep ${t}`,
      count: 3,
    },
    {
      title: 'processes with an empty environment in a session of their own',
      script: (t: string) => `env -i setsid sleep ${t} & env -i setsid sleep ${t} & exec sleep ${t}`,
      count: 3,
    },
    {
      title: 'processes that ignore SIGTERM',
      script: (t: string) => `trap '' TERM HUP INT; setsid sleep ${t} & exec sleep ${t}`,
      count: 2,
    },
    {
      title: 'orphans of a root that has ended',
      script: (t: string) => `setsid sleep ${t} & sleep ${t} & exit`,
      count: 2,
    },
    {
      title: '255 processes that fork in one group',
      script: (t: string) =>
        `b() { if [ $1 -gt 0 ]; then b $(($1-1)) & b $(($1-1)) & fi; exec sleep ${t}; }; b 7`,
      count: 255,
    },
  ])('is killed with $title', async ({ script, count }) => {
    const { tree } = startWorker(['bash', '-c', script(tag)]);
    // The tag of a shell is in its script, too.
    await vi.waitFor(() => {
      const pids = findTagged(tag);
      expect(pids).toHaveLength(count);
      expect(tree.find()).toHaveLength(count);
    }, BOUND);
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
    expect(tree.find()).toEqual([]);
  });

  it('is killed while it forks', async () => {
    const script = `b() { if [ $1 -gt 0 ]; then b $(($1-1)) & b $(($1-1)) & fi; exec sleep ${tag}; }; b 7`;
    const { tree } = startWorker(['bash', '-c', script]);
    await reach(40);
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
  });

  it('is killed while each process starts its successor in a new session and ends', async () => {
    // Each lives for a millisecond, so that a look at the process table can meet one.
    const hop = '[ $N -gt 0 ] && { sleep 0.001; N=$((N-1)) exec setsid sh -c "$HOP"; } & exit 0';
    const script = `export HOP='${hop}' N=10000 TAG=${tag}; for i in 1 2 3; do setsid sh -c "$HOP" & done; exec sleep ${tag}`;
    const { tree } = startWorker(['bash', '-c', script]);
    await vi.waitFor(() => expect(tree.find().length).toBeGreaterThan(1), BOUND);
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
  });

  it('is killed with what respawns in 20 sessions', async () => {
    const loop = `while :; do sleep 0.01; done # ${tag}`;
    const script = `for i in {1..20}; do setsid sh -c '${loop}' & done; exec sleep ${tag}`;
    const { tree } = startWorker(['bash', '-c', script]);
    await vi.waitFor(() => expect(tree.find().length).toBeGreaterThan(21), BOUND);
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
  });

  it('leaves other workers alone, and one whose id begins alike', async () => {
    const { tree, workerId } = startWorker(['sleep', tag]);
    const other = startWorker(['sleep', tag], { workerId: `${workerId}0` });
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(2), BOUND);
    await tree.kill();
    expect(findTagged(tag)).toEqual([other.child.pid]);
    await other.tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
  });

  it('is killed alone when it shares the process group of its host', async () => {
    const { tree } = startWorker(['bash', '-c', `sleep ${tag} & sleep ${tag}; :`], { detached: false });
    const neighbour = startWorker(['sleep', tag], { detached: false });
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(4), BOUND);
    await tree.kill();
    expect(findTagged(tag)).toEqual([neighbour.child.pid]);
    await neighbour.tree.kill();
  });

  it('remembers one that was seen before it cleared all traces', async () => {
    const inner = `setsid sleep ${tag} & read line`;
    const { child, tree } = startWorker([
      'bash',
      '-c',
      `env -i setsid sh -c '${inner}' <&0; exec sleep ${tag}`,
    ]);
    await vi.waitFor(() => {
      const seen = tree.look(new ProcessSnapshot()).map(({ pid }) => pid);
      expect(seen.filter((pid) => findTagged(tag).includes(pid)).length).toBeGreaterThanOrEqual(3);
    }, BOUND);
    child.stdin?.end('\n');
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(2), BOUND);
    expect(new Set(tree.find())).toEqual(new Set(findTagged(tag)));
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
  });

  it('misses one that cleared its environment and session and lost its parent before it was seen', async () => {
    const inner = `setsid sleep ${tag} & read line`;
    const { child, tree } = startWorker([
      'bash',
      '-c',
      `env -i setsid sh -c '${inner}' <&0; exec sleep ${tag}`,
    ]);
    await reach(3);
    child.stdin?.end('\n');
    await vi.waitFor(() => expect(findTagged(tag)).toHaveLength(2), BOUND);
    expect(tree.find()).toEqual([child.pid]);
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(1);
  });

  it('is empty when the root has ended, and killing it again does nothing', async () => {
    const { child, tree } = startWorker(['true']);
    await once(child, 'exit');
    expect(tree.find()).toEqual([]);
    await Promise.all([tree.kill(), tree.kill()]);
    await tree.kill();
  });

  it.runIf(canSandbox)('is killed in a sandbox with what a plain process would miss', async () => {
    const inner = `env -i setsid sh -c 'setsid sleep ${tag} &'; trap '' TERM; exec sleep ${tag}`;
    const { tree } = startWorker(['bwrap', ...sandbox, 'bash', '-c', inner], { mode: 'sandbox' });
    await vi.waitFor(() => {
      const found = findTagged(tag);
      expect(found).toHaveLength(4);
      expect(tree.find()).toHaveLength(4);
    }, BOUND);
    await tree.kill();
    expect(findTagged(tag)).toHaveLength(0);
  });
});
