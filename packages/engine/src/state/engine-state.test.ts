import { stateContract } from '@poppobuilder/core/state-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import type { Engine } from '../engine.ts';

let world: EngineWorld;
let engines: readonly Engine[];
beforeAll(async () => {
  world = new EngineWorld();
  engines = [await world.engine(), await world.engine()];
});
afterAll(async () => world[Symbol.asyncDispose]());

describe('the state in the database of an engine', () => {
  it.each(
    stateContract(async () => {
      const client = await world.client();
      await client.query(`TRUNCATE ${world.schema}.state, ${world.schema}.state_blob`);
      let opened = 0;
      return () => {
        opened += 1;
        return (engines[opened % engines.length] as Engine).state;
      };
    }),
  )('$title', ({ run }) => run());

  it('refuses places and values that it cannot use, by their names', async () => {
    const [{ state }] = engines as [Engine];
    const place = { projectId: 'one', namespace: 'names', key: 'key' };
    const refusals = [
      [state.read({ ...place, key: 'a\0' }), 'place'],
      [state.read(undefined as never), 'place'],
      [state.write({ ...place, projectId: '' }, '1'), 'place'],
      [state.write(place, 1 as never), 'text'],
      [state.list(place, 5 as never), 'prefix'],
      [state.readBlob({} as never), 'place'],
      [state.writeBlob(place, 'text' as never), 'data'],
    ] as const;
    for (const [refused, name] of refusals) {
      await expect(refused).rejects.toMatchObject({
        code: 'INVALID_TASK',
        message: expect.stringContaining(`argument "${name}" of state.`) as string,
      });
    }
  });

  it('belongs to one project', async () => {
    const [engine] = engines as [Engine];
    const place = { projectId: 'one', namespace: 'names', key: 'key' };
    await engine.state.write(place, '1');
    await engine.state.writeBlob(place, Buffer.from('1'));
    const other = { ...place, projectId: 'two' };
    expect(await engine.state.read(other)).toBeUndefined();
    expect(await engine.state.readBlob(other)).toBeUndefined();
    expect(await engine.state.list(other, '')).toEqual([]);
  });
});
