import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

it('poppo migrate rewrites the configuration that PoppoBuilder Suite left in a project', async () => {
  await using world = await TemporaryProject.create();
  const config = { language: { primary: 'en', fallback: 'ja' }, systemPrompt: { enforceLanguage: true } };
  const file = await world.write('project/.poppo/config.json', config);
  const options = { cwd: world.project, home: world.home };
  const looked = await runPoppo(['migrate', '--dry-run'], options);
  expect(looked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('would change:') });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(config);
  const { exitCode, stdout } = await runPoppo(['migrate'], options);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('"language" is "en" in place of an object.');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ language: 'en' });
  expect(JSON.parse(await readFile(`${file}.bak`, 'utf8'))).toEqual(config);
});

it('a task of a type of PoppoBuilder Suite is refused with our type, which poppo migrate puts in its place', async () => {
  await using world = await TemporaryProject.create();
  const task = { ...world.task({ type: 'pr-processing' }), command: undefined, args: undefined };
  const file = await world.write('task.json', { ...task, prNumber: 3, action: 'closed' });
  const options = { cwd: world.folder, home: world.home };
  const refused = await runPoppo(['run', file], options);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(
    /^error UNKNOWN_TASK_TYPE: .*\nhint: PoppoBuilder Suite calls "process-pr" so\./m,
  );
  await runPoppo(['migrate', join(world.folder, 'task.json')], options);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ type: 'process-pr', prNumber: 3 });
});
