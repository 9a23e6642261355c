import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineService } from '@poppobuilder/core';
import { runTask } from '@poppobuilder/testing';
import plugin, { TextFiles } from './index.js';

test('counts in the texts of the service', async () => {
  const fake = defineService({
    token: TextFiles,
    create: () => ({
      async *read() {
        yield 'FIXME: one';
        yield 'FIXME: two\nFIXME: three';
      },
    }),
  });
  const { result } = await runTask(plugin, { type: 'my-task', word: 'FIXME' }, { services: [fake] });
  assert.deepEqual(result, { success: true, files: 2, lines: 3 });
});
