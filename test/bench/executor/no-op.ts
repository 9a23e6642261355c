import { EventEmitter } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { defineTaskHandler, definePlugin, TaskExecutor, type Plugin } from '@poppobuilder/core';
import { z } from 'zod';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';

const input = z.strictObject({ text: z.string().optional() });
const output = z.object({ length: z.number() });

/** A plugin whose task does nothing worth measuring. */
export const noOpPlugin: Plugin = definePlugin({
  name: 'no-op',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'no-op',
      description: 'Does nothing.',
      input,
      output,
      async handle(task) {
        return { success: true, length: task.text?.length ?? 0 };
      },
    }),
  ],
});

/** A task that does nothing, compared with a bare function that takes the steps that no executor can do without. */
export async function benchNoOp(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const projectPath = folders.add('hot');
  const task = { id: 'task', type: 'no-op', projectId: 'hot', projectPath, text: 'hello' };
  await using executor = new TaskExecutor({ plugins: [noOpPlugin], homeFolder: folders.add('home') });
  let seen = 0;
  for (const event of ['task-started', 'task-completed', 'context-cleaned'] as const) {
    executor.on(event, () => void (seen += 1));
  }
  const comparison = await compare(() => executor.execute(task), createBareFunction(task), {
    rounds: 15,
    time: 250,
    unit: 'us',
  });
  if (seen === 0) throw new Error('The executor sent no events.');
  return [ratioRow('no-op task in process / bare function with the same steps', comparison, 2.5)];
}

/** Three zod parses, synchronous realpath and stat, an `AbortController`, a timer and three events. */
function createBareFunction(task: Readonly<Record<string, unknown>>): () => Promise<object> {
  const base = z.strictObject({
    id: z.string().min(1).max(256),
    type: z.string().min(1).max(128),
    projectId: z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/),
    projectPath: z.string().min(1),
    projectConfig: z.looseObject({}).optional(),
    timeout: z.int().min(1).optional(),
    metadata: z.record(z.string(), z.json()).optional(),
  });
  const emitter = new EventEmitter();
  let seen = 0;
  for (const event of ['started', 'completed', 'cleaned']) emitter.on(event, () => void (seen += 1));
  return async () => {
    const { text, ...rest } = task;
    const checked = base.parse(rest);
    const fields = input.parse({ text });
    const path = realpathSync.native(checked.projectPath);
    if (!statSync(path).isDirectory()) throw new Error('The project is not a folder.');
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 600_000);
    emitter.emit('started', { task });
    const result = output.parse(await handleBare(fields, controller.signal));
    clearTimeout(timer);
    emitter.emit('completed', { task, result });
    emitter.emit('cleaned', { projectId: checked.projectId, taskId: checked.id });
    return result;
  };
}

async function handleBare(fields: z.output<typeof input>, _signal: AbortSignal): Promise<object> {
  return { length: fields.text?.length ?? 0 };
}
