import type { JsonValue, StateNamespace, StateStore } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';

function memory(): StateStore {
  const values = new Map<string, JsonValue>();
  const namespace: StateNamespace = {
    get: async (key) => values.get(key),
    async set(key, value) {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    },
    async update(key, change) {
      const value = await change(values.get(key));
      await namespace.set(key, value);
      return value;
    },
    list: async () => [...values.keys()],
  };
  return { isShared: false, namespace: () => namespace, blobs: () => expect.fail() };
}

interface Steps {
  readonly first: string;
  readonly second: number;
}

describe('a journal', () => {
  it('shows a later attempt what earlier ones recorded', async () => {
    const state = memory();
    const journal = await Journal.open<Steps>({ state, taskId: 't', work: ['a', 1] });
    await journal.record({ first: 'done' });
    await journal.record({ second: 2 });
    const again = await Journal.open<Steps>({ state, taskId: 't', work: ['a', 1] });
    expect(again.steps).toEqual({ first: 'done', second: 2 });
  });

  it('keeps what another worker with the same task recorded meanwhile', async () => {
    const state = memory();
    const journal = await Journal.open<Steps>({ state, taskId: 't', work: 'a' });
    const other = await Journal.open<Steps>({ state, taskId: 't', work: 'a' });
    await journal.record({ first: 'done' });
    await other.record({ second: 2 });
    expect(other.steps).toEqual({ first: 'done', second: 2 });
    expect((await Journal.open<Steps>({ state, taskId: 't', work: 'a' })).steps).toEqual(other.steps);
  });

  it('is not taken for that of other work under the same id, nor of another task', async () => {
    const state = memory();
    const journal = await Journal.open<Steps>({ state, taskId: 't', work: ['a', 1] });
    await journal.record({ first: 'done' });
    expect((await Journal.open<Steps>({ state, taskId: 't', work: ['a', 2] })).steps).toEqual({});
    expect((await Journal.open<Steps>({ state, taskId: 'u', work: ['a', 1] })).steps).toEqual({});
  });
});
