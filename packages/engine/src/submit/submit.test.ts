import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

describe('submit', () => {
  it('hands a task to a consumer, which runs it', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    const completed = new Promise((resolve) => runner.on('task-completed', resolve));
    engine.consume({ slots: 1, runner });
    const { id } = await engine.submit(world.task('echo', { value: 1 }));
    expect(await completed).toMatchObject({ task: { id }, result: { value: 1 } });
  });

  it('returns the existing task for an existing id', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    expect(await engine.submit(world.task('echo', { id: 'one' }))).toEqual({ id: 'one', isDuplicate: false });
    expect(await engine.submit(world.task('echo', { id: 'one' }))).toEqual({ id: 'one', isDuplicate: true });
  });

  it('refuses a task that its handler would refuse', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo', { unknown: 1 }))).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
    await expect(engine.submit(world.task('nothing'))).rejects.toMatchObject({ code: 'UNKNOWN_TASK_TYPE' });
  });

  it('leaves the types and fields of tasks to the runner, without plugins', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ plugins: undefined });
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('echo', { value: 1 }));
    expect(await engine.tasks.wait(id)).toMatchObject({ value: 1 });
    const refused = await engine.submit(world.task('nothing'));
    await expect(engine.tasks.wait(refused.id)).rejects.toMatchObject({ code: 'UNKNOWN_TASK_TYPE' });
    await expect(engine.submit(world.task('echo', { id: '' }))).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
  });

  it.each([
    [{ deadline: new Date(8.64e15) }, 'deadline: must be in the years 1 to 9999'],
    [{ deadline: new Date('+010000-01-01T00:00:00Z') }, 'deadline: must be in the years 1 to 9999'],
    [{ deadline: new Date('-000001-12-31T00:00:00Z') }, 'deadline: must be in the years 1 to 9999'],
    [{ retry: { delay: 1_000 * 2 ** 31, maxDelay: 1_000 * 2 ** 31 } }, 'retry.delay: too big'],
    [{ delay: Infinity }, 'delay: expected number'],
  ])('refuses what the database cannot store: %j', async (options, message) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo'), options)).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining(message) as string,
    });
  });

  it('accepts the latest times that the database can store', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const longest = 1_000 * (2 ** 31 - 1);
    for (const options of [
      { deadline: new Date('9999-12-31T23:59:59.999Z') },
      { deadline: new Date('0001-01-01T00:00:00Z') },
      { delay: longest, ttl: longest },
      { retry: { delay: longest, maxDelay: longest } },
    ]) {
      expect(await engine.submit(world.task('echo'), options)).toMatchObject({ isDuplicate: false });
    }
  });

  it('refuses secrets', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const task = world.task('echo', { projectConfig: { githubToken: 'ghp_0123456789' } });
    await expect(engine.submit(task)).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('projectConfig.githubToken') as string,
    });
  });

  it.each([
    ['value.env.X_PRIVATE_KEY', { env: { X_PRIVATE_KEY: '-----BEGIN KEY-----\nabcdefgh\n' } }],
    ['value[1]', ['-c', 'psql postgres://u:hunter2hunter2@db/x']],
    ['value[0]', ['https://h.example/x?access_token=abcdefgh12345']],
    ['value.DB_PASSWORD', { DB_PASSWORD: 'short' }],
    ['value.DB_PASSWORD', { DB_PASSWORD: 'postgres-hunter' }],
    ['value[1]', ['--token', 'abcdefgh12345']],
  ])('names %s where a secret is, and not the secret', async (place, value) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const error = await engine.submit(world.task('echo', { value })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining(` in ${place}, `) as string,
    });
    expect(JSON.stringify(error)).not.toMatch(/hunter2|abcdefgh|short|postgres-/);
  });

  it('accepts what only sounds like a secret', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const env = {
      PWD: '/srv/website',
      TOKENIZERS_PARALLELISM: 'false',
      AUTH_METHOD: 'anonymous',
      SSH_AUTH_SOCK: '/run/user/1000/agent.sock',
      POSTGRES_PASSWORD: 'postgres',
    };
    const schema = { properties: { password: { type: 'string', description: 'Of the user.' } } };
    const permissions = { secrets: 'write', contents: 'read' };
    const args = ['https://host:8443/a:b@2x.png?page=2', 'git@host:a/b.git', 'postgres://u:$PGPASSWORD@db'];
    const task = world.task('echo', { id: 'taken', value: { env, schema, permissions, args } });
    expect(await engine.submit(task)).toEqual({ id: 'taken', isDuplicate: false });
  });
});
