import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

const text = (value: string) => ({ kind: 'text', text: value });

it('a transcript is read page by page, apart from events and the log', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  engine.consume({ slots: 1, runner: world.runner() });
  const usage = { inputTokens: 1, outputTokens: 2, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
  const parts = [
    text('Let me look.'),
    { kind: 'tool', tool: 'Bash', toolUseId: 't1', input: '{"command":"ls"}' },
    { kind: 'turn', model: 'm', usage, costUsd: 0.01 },
    { kind: 'result', toolUseId: 't1', output: 'a.ts', isError: false },
    text('x'.repeat(100_000)),
  ];
  const { id } = await engine.submit(world.task('echo', { lines: ['a line'], parts }));
  await engine.tasks.wait(id);
  const first = await engine.tasks.transcript(id, { limit: 3 });
  expect(first).toMatchObject(parts.slice(0, 3).map((part) => ({ ...part, attempt: 1 })));
  const rest = await engine.tasks.transcript(id, { after: first[2]?.sequence });
  expect(rest).toMatchObject([parts[3], text('x'.repeat(65_536))]);
  expect(await engine.tasks.transcript(id, { after: rest[1]?.sequence })).toEqual([]);
  expect(await engine.tasks.logs(id)).toMatchObject([{ message: 'a line' }]);
  for await (const { kind, state } of engine.events.subscribe({ taskId: id })) {
    expect(['state', 'log']).toContain(kind);
    if (state === 'succeeded') break;
  }
});

it('what is no part of a transcript is progress as any other', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  engine.consume({ slots: 1, runner: world.runner() });
  const { id } = await engine.submit(world.task('echo', { parts: [{ kind: 'odd' }, 'text'] }));
  await engine.tasks.wait(id);
  expect(await engine.tasks.transcript(id)).toEqual([]);
  for await (const { data } of engine.events.subscribe({ taskId: id, kinds: ['progress'] })) {
    expect(data).toMatchObject({ data: { transcript: { kind: 'odd' } } });
    break;
  }
  await expect(engine.tasks.transcript('none')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
});
