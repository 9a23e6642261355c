import { expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

it.each<[string, (engine: Engine) => Promise<unknown>]>([
  ['the id of a flow to read', async (engine) => engine.flows.get('a\0')],
  ['the id of a flow to cancel', async (engine) => engine.flows.cancel('a\0')],
  ['the id of a schedule', async (engine) => engine.schedules.get('a\0')],
  ['a project of dead letters', async (engine) => engine.deadLetters.list({ projectId: 'a\0' })],
  ['a key to list by', async (engine) => engine.tasks.list({ key: 'a\0' })],
])('refuses %s with a NUL character', async (_name, ask) => {
  await using world = new EngineWorld();
  const engine = await world.engine();

  await expect(ask(engine)).rejects.toMatchObject({ code: 'INVALID_TASK' });
});
