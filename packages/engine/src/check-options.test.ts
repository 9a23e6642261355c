import { describe, expect, it } from 'vitest';
import { createEngine } from './create-engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { EngineWorld } from './fixtures/engine-world.ts';

describe('invalid options', () => {
  it.each([
    [{}, 'database: is missing'],
    [{ database: { url: 'x' }, plugins: [1] }, 'plugins[0]: '],
    [{ database: {}, plugins: [] }, 'database.folder: is missing'],
    [{ database: { url: '' }, plugins: [] }, 'database.url: '],
    [{ database: { url: 'x' }, plugins: [], lease: 5 }, 'lease: '],
    [{ database: { url: 'x' }, plugins: [], connections: 1 }, 'connections: '],
  ])('of createEngine() are refused by their names: %j', async (options, message) => {
    await expect(createEngine(options as unknown as EngineOptions)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(message) as string,
    });
  });

  it('of consume() are refused by their names', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    expect(() => engine.consume({ slots: 0, runner })).toThrow('slots: ');
    expect(() => engine.consume({ slots: 1, runner, labels: ['a b'] })).toThrow('labels[0]: must be');
    expect(() => engine.consume({ slots: 1, runner: undefined as never })).toThrow('runner: is missing');
  });
});
