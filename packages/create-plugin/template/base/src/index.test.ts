import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestProject, describePluginContract, runTask } from '@poppobuilder/testing';
import plugin from './index.js';

// What every plugin must pass, tried with the examples of its handlers.
describePluginContract(plugin, { module: new URL('./index.js', import.meta.url) });

test('counts the lines that contain the word', async (t) => {
  const project = await createTestProject({ files: { 'docs/plan.md': 'TODO: paint\nTODO: sell\nrest\n' } });
  t.after(() => project.remove());
  const { result } = await runTask(plugin, { type: 'my-task', word: 'TODO' }, { project });
  assert.deepEqual(result, { success: true, files: 1, lines: 2 });
});
