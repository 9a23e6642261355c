/**
 * Conformance tests for what keeps the state of projects, for any test framework.
 *
 * @packageDocumentation
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { projectState } from '../state/project-state.ts';
import { MAX_BLOB_SIZE, MAX_STATE_LENGTH, type StateBackend } from '../state/state-backend.ts';
import type { StateStore } from '../state/state-store.ts';

/** A test that every state backend must pass. */
export interface StateConformanceTest {
  readonly title: string;
  /** Rejects with an `AssertionError` when the backend does not pass. */
  readonly run: () => Promise<void>;
}

/** Creates an empty backend, and further ones on the same state, as other hosts have them. */
export type OpenStateBackend = () => StateBackend | Promise<StateBackend>;

interface Given {
  readonly store: StateStore;
  /** The state of the same project, through another backend. */
  readonly other: StateStore;
  readonly backend: StateBackend;
}

const PLACE = { projectId: 'shop', namespace: 'names', key: 'key' };

const increment = (value: unknown): number => Number(value ?? 0) + 1;

const FACTS: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  'a key that nothing was set by has no value and no blob': async ({ store }) => {
    assert.equal(await store.namespace('names').get('key'), undefined);
    assert.equal(await store.blobs('names').get('key'), undefined);
  },

  'a value is returned as it was set, by namespace and key, also through another backend': async ({
    store,
    other,
  }) => {
    const value = { deep: [1, null, 'ä\u0000\ud800'], 'with "quotes"': '' };
    await store.namespace('names').set('a/key', value);
    assert.deepEqual(await other.namespace('names').get('a/key'), value);
    assert.equal(await other.namespace('others').get('a/key'), undefined);
    assert.equal(await other.namespace('names').get('A/key'), undefined);
    await other.namespace('names').set('a/key', 'later');
    assert.equal(await store.namespace('names').get('a/key'), 'later');
  },

  'keys are listed by prefix and in order, and those set to undefined are gone': async ({ store }) => {
    const state = store.namespace('names');
    for (const key of ['b', 'a/2', 'a/1', 'a%', 'a_', 'A/3', 'ä', '']) await state.set(key, key);
    await state.set('b', undefined);
    assert.deepEqual(await state.list(), ['', 'A/3', 'a%', 'a/1', 'a/2', 'a_', 'ä']);
    assert.deepEqual(await state.list('a/'), ['a/1', 'a/2']);
    assert.deepEqual(await state.list('a%'), ['a%']);
    assert.deepEqual(await state.list('a_'), ['a_']);
  },

  'a value is written over the expected version alone': async ({ backend }) => {
    assert.equal(await backend.write(PLACE, '1', 'no-version'), false);
    assert.equal(await backend.write(PLACE, '1', null), true);
    assert.equal(await backend.write(PLACE, '2', null), false);
    const first = await backend.read(PLACE);
    assert.equal(first?.text, '1');
    assert.equal(await backend.write(PLACE, '2', first?.version), true);
    assert.equal(await backend.write(PLACE, '3', first?.version), false);
    assert.equal(await backend.write(PLACE, undefined, first?.version), false);
    assert.equal((await backend.read(PLACE))?.text, '2');
    assert.equal(await backend.write(PLACE, undefined, (await backend.read(PLACE))?.version), true);
    assert.equal(await backend.write(PLACE, undefined, null), true);
    await backend.write(PLACE, '1');
    assert.notEqual((await backend.read(PLACE))?.version, first?.version, 'a removed value came back');
  },

  'no update is lost among concurrent ones, removals included': async ({ store, other }) => {
    const [one, two] = [store.namespace('names'), other.namespace('names')];
    const many = Array.from({ length: 20 }, (_, index) => (index % 2 ? one : two).update('count', increment));
    await Promise.all(many);
    assert.equal(await one.get('count'), 20);
    const slow = one.update('count', async (value) => {
      if (value === 100) return 101;
      await two.set('count', undefined);
      await two.set('count', 100);
      return 'lost';
    });
    assert.equal(await slow, 101);
    assert.equal(await one.update('count', () => undefined), undefined);
    assert.equal(await two.get('count'), undefined);
  },

  'a large value is kept, and one that is too large is refused': async ({ store }) => {
    const state = store.namespace('names');
    const large = 'x'.repeat(MAX_STATE_LENGTH - 2);
    await state.set('key', large);
    assert.equal(await state.get('key'), large);
    await assert.rejects(state.set('key', `${large}x`), { code: 'INVALID_TASK' });
    assert.equal(await state.get('key'), large);
  },

  'what JSON cannot hold, and names with a NUL, are refused': async ({ store }) => {
    const state = store.namespace('names');
    await state.set('key', 1);
    await assert.rejects(state.set('key', (() => 1) as never), { code: 'INVALID_TASK' });
    await assert.rejects(state.set('a\0b', 1), { code: 'INVALID_TASK' });
    await assert.rejects(state.list('\0'), { code: 'INVALID_TASK' });
    await assert.rejects(store.blobs('names').set('a\0b', undefined), { code: 'INVALID_TASK' });
    await assert.rejects(store.blobs('names').set('key', 'text' as never), { code: 'INVALID_TASK' });
    assert.throws(() => store.namespace(''), { code: 'INVALID_TASK' });
    assert.throws(() => store.blobs('a\0b'), { code: 'INVALID_TASK' });
    assert.equal(await state.get('key'), 1);
  },

  'a blob is returned as it was set, beside the value of the same key': async ({ store, other }) => {
    const data = Buffer.concat([Buffer.from([0, 255, 0]), randomBytes(100_000)]);
    await store.namespace('names').set('key', 'value');
    await store.blobs('names').set('key', data);
    assert.ok(data.equals((await other.blobs('names').get('key')) ?? Buffer.of()), 'the blob changed');
    assert.equal(await other.namespace('names').get('key'), 'value');
    assert.deepEqual(await store.namespace('names').list(), ['key']);
    await other.blobs('names').set('key', Buffer.of());
    assert.equal((await store.blobs('names').get('key'))?.byteLength, 0);
    await other.blobs('names').set('key', undefined);
    assert.equal(await store.blobs('names').get('key'), undefined);
  },

  'a blob of 32 MiB is kept, and a larger one is refused': async ({ store }) => {
    const data = Buffer.alloc(MAX_BLOB_SIZE, 'blob');
    await store.blobs('names').set('key', data);
    assert.ok(data.equals((await store.blobs('names').get('key')) ?? Buffer.of()), 'the blob changed');
    const larger = Buffer.alloc(MAX_BLOB_SIZE + 1);
    await assert.rejects(store.blobs('names').set('key', larger), { code: 'INVALID_TASK' });
  },
};

/**
 * Returns the conformance tests for state backends, for any test framework:
 *
 * ```ts
 * for (const { title, run } of stateContract(async () => openMyState)) it(title, run);
 * ```
 *
 * @param begin - called for each test: returns what opens backends on one state, which is empty at first
 */
export function stateContract(
  begin: () => OpenStateBackend | Promise<OpenStateBackend>,
): readonly StateConformanceTest[] {
  return Object.entries(FACTS).map(([title, verify]) => ({
    title,
    async run() {
      const open = await begin();
      const [backend, second] = [await open(), await open()];
      const options = { projectId: 'shop', isShared: true };
      await verify({ backend, store: projectState(backend, options), other: projectState(second, options) });
    },
  }));
}
