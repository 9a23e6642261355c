import assert from 'node:assert/strict';
import type { ResultStore, ResultStoreLimits, StoredResult } from '../store/result-store.ts';

/** A test that every result store must pass. */
export interface StoreConformanceTest {
  readonly title: string;
  /** Rejects with an `AssertionError` when the store does not pass. */
  readonly run: () => Promise<void>;
}

/** Creates an empty store with these limits. */
export type CreateResultStore = (limits: ResultStoreLimits) => ResultStore | Promise<ResultStore>;

interface Given {
  readonly store: ResultStore;
  /** Advances the clock of the store, in milliseconds. */
  readonly pass: (milliseconds: number) => void;
}

const TTL = 1_000;
const MAX_SIZE = 10_000;

const stored = (from: string, text = from): StoredResult => ({ from, result: { success: true, text } });

const FACTS: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  'a key that nothing was stored by has no result': async ({ store }) => {
    assert.equal(await store.get('key'), undefined);
  },

  'a result is returned as it was stored, with the order of its fields': async ({ store }) => {
    const value = { from: 'task-1', result: { zeta: [1, null, { deep: 'ä\u0000' }], success: true, a: '' } };
    await store.put('key', value as StoredResult);
    assert.equal(JSON.stringify(await store.get('key')), JSON.stringify(value));
  },

  'a result that its receiver changes stays as it was stored': async ({ store }) => {
    await store.put('key', stored('task-1'));
    const received = (await store.get('key')) as { result: Record<string, unknown> };
    received.result['text'] = 'changed';
    assert.deepEqual(await store.get('key'), stored('task-1'));
  },

  'a later result of a key takes the place of the earlier one': async ({ store }) => {
    await store.put('key', stored('task-1'));
    await store.put('key', stored('task-2'));
    assert.deepEqual(await store.get('key'), stored('task-2'));
  },

  'keys that differ in case alone are two keys': async ({ store }) => {
    await store.put('key', stored('task-1'));
    await store.put('KEY', stored('task-2'));
    assert.deepEqual([await store.get('key'), await store.get('KEY')], [stored('task-1'), stored('task-2')]);
  },

  'a result is there until its time is over, and no longer': async ({ store, pass }) => {
    await store.put('key', stored('task-1'));
    pass(TTL - 1);
    assert.deepEqual(await store.get('key'), stored('task-1'));
    pass(1);
    assert.equal(await store.get('key'), undefined);
  },

  'a result of the future, which another clock stored, is not returned': async ({ store, pass }) => {
    await store.put('key', stored('task-1'));
    pass(-1);
    assert.equal(await store.get('key'), undefined);
  },

  'results beyond the maximum size make room, the oldest first': async ({ store, pass }) => {
    for (let index = 0; index < 30; index += 1) {
      await store.put(`key-${index}`, stored(`task-${index}`, 'x'.repeat(900)));
      pass(1);
    }
    await store.prune();
    const kept: number[] = [];
    for (let index = 0; index < 30; index += 1) {
      if ((await store.get(`key-${index}`)) !== undefined) kept.push(index);
    }
    assert.ok(kept.length >= 5, `only ${kept.length} of 30 results were kept`);
    assert.ok(kept.length <= 11, `${kept.length} results of 900 bytes were kept in ${MAX_SIZE} bytes`);
    assert.deepEqual(
      kept,
      Array.from(kept, (_, place) => 30 - kept.length + place),
    );
  },

  'a result that is too large alone is not kept, and displaces none': async ({ store }) => {
    await store.put('key', stored('task-1'));
    await store.put('large', stored('task-2', 'x'.repeat(MAX_SIZE)));
    assert.equal(await store.get('large'), undefined);
    assert.deepEqual(await store.get('key'), stored('task-1'));
  },

  'prune keeps what has not expired': async ({ store, pass }) => {
    await store.put('old', stored('task-1'));
    pass(TTL / 2);
    await store.put('new', stored('task-2'));
    pass(TTL / 2);
    await store.prune();
    assert.deepEqual([await store.get('old'), await store.get('new')], [undefined, stored('task-2')]);
  },

  'clear removes every result, and others can be stored afterwards': async ({ store }) => {
    await store.put('key', stored('task-1'));
    await store.clear();
    assert.equal(await store.get('key'), undefined);
    await store.put('key', stored('task-2'));
    assert.deepEqual(await store.get('key'), stored('task-2'));
  },

  'pruning and clearing an empty store succeeds': async ({ store }) => {
    await store.prune();
    await store.clear();
  },

  'results that are stored at once are all there, and whole': async ({ store }) => {
    const all = Array.from({ length: 20 }, (_, index) => stored(`task-${index}`, 'x'.repeat(index)));
    await Promise.all(all.map((value, index) => store.put(`key-${index}`, value)));
    const found = await Promise.all(all.map((_, index) => store.get(`key-${index}`)));
    assert.deepEqual(found, all);
  },
};

/**
 * Returns the conformance tests for result stores, for any test framework:
 *
 * ```ts
 * for (const { title, run } of resultStoreContract((limits) => new MyStore(limits))) it(title, run);
 * ```
 *
 * @param create - creates an empty store for each test
 */
export function resultStoreContract(create: CreateResultStore): readonly StoreConformanceTest[] {
  return Object.entries(FACTS).map(([title, verify]) => ({
    title,
    async run() {
      let time = 1_000_000;
      const store = await create({ ttl: TTL, maxSize: MAX_SIZE, now: () => time });
      await verify({ store, pass: (milliseconds) => void (time += milliseconds) });
    },
  }));
}
