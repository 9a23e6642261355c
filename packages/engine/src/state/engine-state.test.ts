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
