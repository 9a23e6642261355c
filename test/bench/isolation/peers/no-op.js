// The function that tinypool's workers run: the steps of a task that does nothing, and its one event.
import { realpathSync, statSync } from 'node:fs';
import * as kit from '@poppobuilder/core/runner-kit';
import { input, output } from '../no-op-plugin/index.js';

// A worker has it loaded too.
globalThis.kit = kit;

export default async function noOp(task) {
  const { text, ...base } = task;
  const { projectPath } = kit.baseTaskSchema.parse(base);
  const fields = input.parse({ text });
  if (!statSync(realpathSync.native(projectPath)).isDirectory()) throw new Error('The project is no folder.');
  process.send(['started']);
  return { ...output.parse({ length: fields.text?.length ?? 0 }), success: true };
}
