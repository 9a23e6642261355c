import type { JsonValue, StateStore } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { injectedComment } from './injected-comment.ts';
import { InjectionRecord } from './injection-record.ts';

function memory(): StateStore {
  const values = new Map<string, JsonValue>();
  const namespace = {
    get: async (key: string) => values.get(key),
    async update(key: string, change: (value: JsonValue | undefined) => JsonValue) {
      values.set(key, change(values.get(key)));
    },
  };
  return { isShared: false, namespace: () => namespace, blobs: () => expect.fail() } as unknown as StateStore;
}

it('comments that were taken into account are found by number and text, with the latest reply', async () => {
  const record = new InjectionRecord(memory());
  const comment = { id: 2, body: 'Use euros.' };
  await record.keep(7, [injectedComment(comment)], 'https://github.example/1');
  await record.keep(7, [injectedComment(comment)], 'https://github.example/2');
  await record.keep(7, [], 'https://github.example/3');
  expect(await record.find(7, comment)).toBe('https://github.example/2');
  expect(await record.find(8, comment)).toBeUndefined();
  expect(await record.find(7, { ...comment, id: 3 })).toBeUndefined();
  // An edited comment may ask for something else.
  expect(await record.find(7, { ...comment, body: 'Use dollars.' })).toBeUndefined();
});
