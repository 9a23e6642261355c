import { createHash, randomBytes } from 'node:crypto';
import {
  definePlugin,
  defineTaskHandler,
  type Permissions,
  type Plugin,
  StateStore,
  type TaskHandler,
} from '@poppobuilder/core';
import { z } from 'zod';

const handler = (
  type: string,
  permissions: Permissions,
  handle: (state: StateStore) => Promise<object>,
): TaskHandler =>
  defineTaskHandler({
    type,
    description: 'Uses the state of its project.',
    input: z.strictObject({}),
    output: z.looseObject({}),
    permissions,
    services: { state: StateStore },
    handle: async (_task, _context, { state }) => ({ success: true, ...(await handle(state)) }),
  });

const digest = (data: Uint8Array | undefined): string =>
  createHash('sha256')
    .update(data ?? '')
    .digest('hex');

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/state-test',
  apiVersion: 1,
  handlers: [
    handler('use-state', {}, async ({ isShared, ...state }) => {
      const values = state.namespace('names');
      await values.set('b', { deep: ['ä', null] });
      const counting = Array.from({ length: 20 }, () =>
        values.update('a', (count) => Number(count ?? 0) + 1),
      );
      await Promise.all(counting);
      const blob = randomBytes(3_000_000);
      await state.blobs('names').set('blob', blob);
      const read = await state.blobs('names').get('blob');
      await values.set('gone', 1);
      await values.set('gone', undefined);
      const keys = await values.list();
      return {
        isShared,
        keys,
        a: await values.get('a'),
        b: await values.get('b'),
        same: digest(read) === digest(blob),
      };
    }),
    handler('read-state', { commands: true }, async (state) => ({
      a: await state.namespace('names').get('a'),
      hasBlob: (await state.blobs('names').get('blob')) !== undefined,
    })),
    handler('flood-state', {}, async (state) => {
      const values = state.namespace('names');
      await Promise.all(Array.from({ length: 5_000 }, (_, index) => values.set(`key-${index}`, index)));
      return {};
    }),
  ],
});

export default plugin;
