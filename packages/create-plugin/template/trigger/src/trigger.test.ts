import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTrigger } from '@poppobuilder/testing';
import plugin from './index.js';

test('gives a task for each request', async () => {
  const { result } = await runTrigger(
    plugin,
    { kind: 'webhook', headers: {}, body: { project: 'my-app' }, deliveryId: 'one' },
    { configuration: { word: 'FIXME' } },
  );
  const task = { type: 'my-task', word: 'FIXME' };
  assert.deepEqual(result?.['tasks'], [{ task, options: { idempotencyKey: 'one' } }]);
});
