import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../events/engine-event.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

describe('events', () => {
  it('tell the life of a task, with its lines', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ name: 'here' });
    engine.work({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('echo', { value: 1, lines: ['one', 'two'] }));
    const seen = await until(engine.events(), ({ state }) => state === 'succeeded');
    expect(
      seen.map(({ taskId, kind, state, attempt, data }) => ({ taskId, kind, state, attempt, data })),
    ).toEqual([
      { taskId: id, kind: 'state', state: 'queued', attempt: 0, data: undefined },
      { taskId: id, kind: 'state', state: 'running', attempt: 1, data: { engine: 'poppobuilder here' } },
      { taskId: id, kind: 'log', state: undefined, attempt: 1, data: { level: 'info', message: 'one' } },
      { taskId: id, kind: 'log', state: undefined, attempt: 1, data: { level: 'info', message: 'two' } },
      {
        taskId: id,
        kind: 'state',
        state: 'succeeded',
        attempt: 1,
        data: { result: { success: true, value: 1, attempt: 1 } },
      },
    ]);
  });
});

describe('wait', () => {
  it('gives the result, before and after the end', async () => {
    await using world = new EngineWorld();
    const [engine, other] = [await world.engine(), await world.engine()];
    const { id } = await engine.submit(world.task('wait', { gate: 'a' }));
    const waiting = [engine.wait(id), other.wait(id)];
    engine.work({ slots: 1, runner: world.runner() });
    world.gates.open('a');
    const result = { success: true, attempt: 1 };
    expect(await Promise.all(waiting)).toEqual([result, result]);
    expect(await other.wait(id)).toEqual(result);
  });
});

async function until(
  events: AsyncIterable<EngineEvent>,
  isLast: (event: EngineEvent) => boolean,
): Promise<EngineEvent[]> {
  const seen: EngineEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    if (isLast(event)) break;
  }
  return seen;
}
