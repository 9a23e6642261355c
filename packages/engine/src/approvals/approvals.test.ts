import { describe, expect, it, vi } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { jobIdOf } from '../job/job-id.ts';
import { Watch } from '../fixtures/watch.ts';

const approval = { message: 'It deletes the old server.', by: 'alice' };

describe('a task that needs an approval', () => {
  it('starts once it is given, and says in its history who gave it and when', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('echo', { id: 'a' }), { approval });
    await engine.submit(world.task('echo', { id: 'b' }));
    await engine.tasks.wait('b');
    expect(await engine.tasks.get('a')).toMatchObject({ state: 'blocked', attempt: 0 });
    await engine.tasks.approve('a', { by: 'alice', comment: 'Go ahead.' });
    await engine.tasks.wait('a');
    const history = await (await Watch.of(world)).history('a');
    expect(history.map(({ state }) => state)).toEqual(['blocked', 'queued', 'running', 'succeeded']);
    expect(history[1]?.data).toMatchObject({ outcome: 'approved', by: 'alice', comment: 'Go ahead.' });
    const again = { code: 'INVALID_TASK', message: expect.stringContaining('"id"') as string };
    await expect(engine.tasks.approve('a', { by: 'alice' })).rejects.toMatchObject(again);
    await expect(engine.tasks.reject('b', { by: 'alice' })).rejects.toMatchObject(again);
    await expect(engine.tasks.approve('none', { by: 'a' })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });

  it('is cancelled when it is rejected, and needs the approval again after a retry', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('echo', { id: 'a' }), { approval });
    await engine.submit(world.task('echo', { id: 'child' }), { dependsOn: ['a'] });
    const message = `Not today, see https://me:s3cret-password@host/ \0`;
    expect(await engine.tasks.reject('a', { by: 'bob', reason: message })).toEqual({ state: 'cancelled' });
    await expect(engine.tasks.wait('a')).rejects.toMatchObject({
      code: 'TASK_CANCELLED',
      message: expect.stringContaining(
        'It was rejected by bob: Not today, see https://me:[REDACTED]@host/',
      ) as string,
    });
    await expect(engine.tasks.wait('child')).rejects.toMatchObject({ code: 'DEPENDENCY_FAILED' });
    expect(await engine.tasks.retry('a', { subtree: true })).toEqual({ state: 'blocked' });
    await engine.tasks.approve('a', { by: 'alice' });
    await engine.tasks.wait('child');
  });

  it('waits for its dependencies as well, whichever comes first', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 2, runner: world.runner() });
    await engine.submit(world.task('wait', { id: 'parent', gate: 'g' }));
    await engine.submit(world.task('echo', { id: 'early' }), { approval, dependsOn: ['parent'] });
    await engine.submit(world.task('echo', { id: 'late' }), { approval, dependsOn: ['parent'] });
    expect(await engine.tasks.approve('early', { by: 'a' })).toEqual({ state: 'blocked' });
    const [, approved] = await (await Watch.of(world)).history('early');
    expect(approved).toMatchObject({ state: 'blocked', data: { outcome: 'approved' } });
    world.gates.open('g');
    await engine.tasks.wait('early');
    expect((await engine.tasks.get('late')).state).toBe('blocked');
    await engine.tasks.approve('late', { by: 'a' });
    await engine.tasks.wait('late');
  });

  it('keeps later tasks of its key waiting, and takes no slot', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('echo', { id: '1' }), { approval, concurrencyKey: 'k' });
    await engine.submit(world.task('echo', { id: '2' }), { concurrencyKey: 'k' });
    await engine.submit(world.task('echo', { id: 'other' }), { concurrencyKey: 'o' });
    await engine.tasks.wait('other');
    expect((await engine.tasks.get('2')).state).toBe('queued');
    await engine.tasks.approve('1', { by: 'a' });
    await engine.tasks.wait('2');
    const [first, second] = [await engine.tasks.get('1'), await engine.tasks.get('2')];
    expect(first.finishedAt?.getTime()).toBeLessThanOrEqual(second.startedAt?.getTime() ?? 0);
  });

  it('keeps its place when it is approved while a consumer fetches', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: '1' }), { approval, concurrencyKey: 'k' });
    await engine.submit(world.task('echo', { id: '2' }), { concurrencyKey: 'k' });
    const consumer = await world.client();
    const mayStart = async (id: string): Promise<unknown> => {
      const text = `SELECT ${world.schema}.may_start_in_order($1) AS "mayStart"`;
      return (await consumer.query(text, [jobIdOf(id)])).rows[0];
    };
    // Its clock stands at the beginning of its transaction.
    await consumer.query('BEGIN');
    await consumer.query('SELECT now()');
    await engine.tasks.approve('1', { by: 'a' });
    expect(await mayStart('2')).toEqual({ mayStart: false });
    expect(await mayStart('1')).toEqual({ mayStart: true });
    await consumer.query('COMMIT');
  });

  it('keeps its place when it is approved while its key is looked through', async () => {
    await using world = new EngineWorld({ isNew: true });
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: '1' }), { approval, concurrencyKey: 'k' });
    await engine.submit(world.task('echo', { id: '2' }), { concurrencyKey: 'k' });
    const [consumer, gate] = [await world.client(), await world.client()];
    // Lets the function wait directly before it looks.
    const { rows } = await gate.query<{ text: string }>(
      `SELECT pg_get_functiondef('${world.schema}.ahead_in_key'::regproc) AS text`,
    );
    const closed = `PERFORM pg_advisory_xact_lock(hashtext('${world.schema} gate')); RETURN QUERY`;
    await gate.query(rows[0]?.text.replace('RETURN QUERY', closed) ?? '');
    await gate.query('BEGIN');
    await gate.query(`SELECT pg_advisory_xact_lock(hashtext('${world.schema} gate'))`);
    const { pid } = (await consumer.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0] ?? {};
    const mayStart = consumer.query(`SELECT ${world.schema}.may_start_in_order($1)`, [jobIdOf('2')]);
    await vi.waitFor(async () => {
      const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND pid = $1`;
      expect((await gate.query(waiting, [pid])).rowCount).toBe(1);
    });
    await engine.tasks.approve('1', { by: 'a' });
    await gate.query('COMMIT');
    expect((await mayStart).rows).toEqual([{ may_start_in_order: false }]);
  });

  it('expires by its own time only, and its ttl begins with the approval', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const expires = new Date(Date.now() + 1_500);
    await engine.submit(world.task('echo', { id: 'expires' }), { approval: { ...approval, expires } });
    await engine.submit(world.task('echo', { id: 'ttl' }), { approval, ttl: 600 });
    await expect(engine.tasks.wait('expires')).rejects.toMatchObject({
      code: 'TASK_TIMEOUT',
      message: expect.stringContaining('Nobody approved it in time.') as string,
    });
    expect((await engine.tasks.get('expires')).state).toBe('expired');
    await expect(engine.tasks.approve('expires', { by: 'a' })).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
    expect((await engine.tasks.get('ttl')).state).toBe('blocked');
    await engine.tasks.approve('ttl', { by: 'a' });
    await expect(engine.tasks.wait('ttl')).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
  });

  it('waits through a restart, and is decided once by several callers', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'a' }), { approval });
    await engine.close();
    const engines = await Promise.all([world.engine(), world.engine()]);
    const decisions = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, index) =>
        index % 2 === 0
          ? engines[0].tasks.approve('a', { by: `p${index}` })
          : engines[1].tasks.reject('a', { by: `p${index}` }),
      ),
    );
    expect(decisions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const decided = (await (await Watch.of(world)).history('a')).filter(
      ({ data }) => data?.['by'] !== undefined,
    );
    expect(decided).toHaveLength(1);
  });
});

it('refuses bad options of approvals by their fields', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const refusal = (field: string): object => ({
    code: 'INVALID_TASK',
    message: expect.stringContaining(field) as string,
  });
  const submit = async (given: object): Promise<unknown> =>
    engine.submit(world.task('echo'), { approval: { ...approval, ...given } });
  await expect(submit({ message: '' })).rejects.toMatchObject(refusal('approval.message'));
  await expect(submit({ expires: new Date(0) })).rejects.toMatchObject(refusal('approval.expires'));
  await expect(submit({ until: 1 })).rejects.toMatchObject(refusal('until'));
  await expect(engine.tasks.approve('a', {} as never)).rejects.toMatchObject(refusal('by'));
  await expect(engine.tasks.reject('a', { by: 'a', reason: 1 } as never)).rejects.toMatchObject(
    refusal('reason'),
  );
});
