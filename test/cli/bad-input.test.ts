import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPlugin } from '../support/plugin-package.ts';
import { errorOf, parseJsonLines, runPoppo } from '../support/poppo.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { NO_SANDBOX, WAYS } from '../support/ways.ts';

interface BadInput {
  readonly title: string;
  readonly code: string;
  /** What the message must tell. */
  readonly tells: readonly string[];
  /** What the task file holds. */
  readonly content: (world: TemporaryProject) => unknown;
  /** Sets the rest of the scene. */
  readonly prepare?: (world: TemporaryProject) => Promise<unknown>;
  readonly flags?: readonly string[];
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const badInputs: readonly BadInput[] = [
  {
    title: 'text that is not JSON',
    code: 'INVALID_TASK',
    tells: ['not valid JSON', 'line 2'],
    content: () => '{\n  id: 1 }',
  },
  { title: 'an empty file', code: 'INVALID_TASK', tells: ['is empty'], content: () => '' },
  { title: 'a blank file', code: 'INVALID_TASK', tells: ['is empty'], content: () => ' \n' },
  {
    title: 'bytes that are not UTF-8',
    code: 'INVALID_TASK',
    tells: ['UTF-8'],
    content: () => Uint8Array.of(0x7b, 0xff, 0x7d),
  },
  {
    title: 'text in UTF-16',
    code: 'INVALID_TASK',
    tells: ['UTF-16', 'save it as UTF-8'],
    content: (world) => Buffer.from(`\uFEFF${JSON.stringify(world.task())}`, 'utf16le'),
  },
  { title: 'null', code: 'INVALID_TASK', tells: ['it is null'], content: () => 'null' },
  { title: 'a number', code: 'INVALID_TASK', tells: ['it is a number'], content: () => '5' },
  { title: 'a string', code: 'INVALID_TASK', tells: ['it is a string'], content: () => '"task"' },
  { title: 'an empty array', code: 'INVALID_TASK', tells: ['empty array'], content: () => '[]' },
  {
    title: 'an array nested 50,000 deep',
    code: 'INVALID_TASK',
    tells: ['nested deeper than 100 levels'],
    content: () => nested(50_000),
  },
  {
    title: 'a field nested 50,000 deep',
    code: 'INVALID_TASK',
    tells: ['metadata', 'nested deeper than 100 levels'],
    content: ({ project }) =>
      `{"id":"a","projectPath":${JSON.stringify(project)},"metadata":${nested(50_000)}}`,
  },
  {
    title: 'a __proto__ key',
    code: 'INVALID_TASK',
    tells: ['__proto__'],
    content: (world) =>
      JSON.stringify(world.task({ options: { env: 0 } })).replace('"env":0', '"__proto__":{"shell":true}'),
  },
  {
    title: 'a missing base field',
    code: 'INVALID_TASK',
    tells: ['projectId: is missing'],
    content: (world) => world.task({ projectId: undefined }),
  },
  {
    title: 'a missing field of the type',
    code: 'INVALID_TASK',
    tells: ['command: is missing'],
    content: (world) => world.task({ command: undefined }),
  },
  {
    title: 'a field of another type',
    code: 'INVALID_TASK',
    tells: ['args[1]'],
    content: (world) => world.task({ args: ['a', 1] }),
  },
  {
    title: 'a field that is not known',
    code: 'INVALID_TASK',
    tells: ['options.detached: is not a known field'],
    content: (world) => world.task({ options: { detached: true } }),
  },
  {
    title: 'a working directory above the project',
    code: 'INVALID_TASK',
    tells: ['options.cwd: must stay inside the project'],
    content: (world) => world.task({ options: { cwd: '../home' } }),
  },
  {
    title: 'a timeout that is no number of milliseconds',
    code: 'INVALID_TASK',
    tells: ['timeout'],
    content: (world) => world.task({ timeout: '10s' }),
  },
  {
    title: 'a task type that does not exist',
    code: 'UNKNOWN_TASK_TYPE',
    tells: ['"custom-comand"', 'there are', 'custom-command'],
    content: (world) => world.task({ type: 'custom-comand' }),
  },
  {
    title: 'a project path that is a file',
    code: 'INVALID_PROJECT_PATH',
    tells: ['is not a folder'],
    content: (world) => world.task({ projectPath: join(world.folder, 'tasks.json') }),
  },
  {
    title: 'a project path that does not exist',
    code: 'INVALID_PROJECT_PATH',
    tells: ['does not exist'],
    content: (world) => world.task({ projectPath: join(world.folder, 'absent') }),
  },
  {
    title: 'a relative project path',
    code: 'INVALID_PROJECT_PATH',
    tells: ['is relative'],
    content: (world) => world.task({ projectPath: 'project' }),
  },
  {
    title: 'a project path with a NUL',
    code: 'INVALID_PROJECT_PATH',
    tells: ['NUL'],
    content: (world) => world.task({ projectPath: `${world.project}\0` }),
  },
  {
    title: 'a project outside the allowed roots',
    code: 'INVALID_PROJECT_PATH',
    tells: ['outside the allowed roots'],
    flags: ['--allowed-root', '/usr/lib', '--allowed-root', '/usr/share'],
    content: (world) => world.task(),
  },
  {
    title: 'a link out of the allowed roots',
    code: 'INVALID_PROJECT_PATH',
    tells: ['outside the allowed roots'],
    flags: ['--allowed-root', 'roots'],
    content: (world) => world.task({ projectPath: join(world.folder, 'roots', 'link') }),
    prepare: async ({ folder, project }) => {
      await mkdir(join(folder, 'roots'));
      await symlink(project, join(folder, 'roots', 'link'));
    },
  },
  {
    title: 'a plugin that does not load',
    code: 'PLUGIN_INVALID',
    tells: ['"broken-plugin"', 'no fuel'],
    content: (world) => world.task(),
    prepare: (world) => installPlugin(world, { name: 'broken-plugin', source: 'throw new Error("no fuel")' }),
  },
  {
    title: 'a plugin without a default export',
    code: 'PLUGIN_INVALID',
    tells: ['"empty-plugin"', 'no default export'],
    content: (world) => world.task(),
    prepare: (world) => installPlugin(world, { name: 'empty-plugin', source: 'export const plugin = {}' }),
  },
  {
    title: 'credentials that others can read',
    code: 'INVALID_CONFIG',
    tells: ['credentials.json', 'mode 0644', 'chmod 600'],
    content: (world) => world.task(),
    prepare: (world) => world.write('project/.poppo/credentials.json', { githubToken: 'secret-token-1' }),
  },
  {
    title: 'a configuration with mistakes',
    code: 'INVALID_CONFIG',
    tells: ['language', 'issues.labels', 'colour'],
    content: (world) => world.task(),
    prepare: (world) =>
      world.write('project/.poppo/config.json', { language: 1, issues: { labels: 2 }, colour: 'red' }),
  },
  {
    title: 'two tasks with one id',
    code: 'INVALID_TASK',
    tells: ['Task 2', 'task 1'],
    content: (world) => [world.task(), world.task()],
  },
  {
    title: 'one bad task among good ones',
    code: 'INVALID_TASK',
    tells: ['Task 2', 'options.cwd'],
    content: (world) => [
      world.task(),
      world.task({ id: 'b', options: { cwd: '..' } }),
      world.task({ id: 'c' }),
    ],
  },
];

describe.concurrent.each(WAYS)('poppo run $title refuses', { timeout: 30_000 }, (variant) => {
  sampleVariants(variant, WAYS);
  const { flags: way } = variant;

  it.each(badInputs)('$title', async ({ code, tells, content, prepare, flags = [] }) => {
    await using world = await TemporaryProject.create();
    await prepare?.(world);
    const file = await world.write('tasks.json', content(world));
    const before = await world.snapshot();

    const options = { cwd: world.folder, home: world.home };
    const { exitCode, stdout, stderr } = await runPoppo(['run', file, '--json', ...way, ...flags], options);

    expect(exitCode).toBe(2);
    const lines = parseJsonLines(stdout);
    expect(lines.map(({ event }) => event)).toEqual([expect.stringMatching(/^(task-rejected|error)$/)]);
    const error = errorOf(lines[0]);
    expect(error).toMatchObject({ code, message: expect.any(String), retryable: false });
    for (const text of tells) expect(error?.message).toContain(text);
    expect(error?.message).toMatch(/^[A-Zp].*[.?]$/s);
    expect(stderr).toContain(`error ${code}: ${error?.message}`);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await world.snapshot()).toEqual(before);
  });

  it('a file that does not exist, and a folder', async () => {
    await using world = await TemporaryProject.create();
    const options = { cwd: world.folder, home: world.home };
    const missing = await runPoppo(['run', 'absent.json', ...way], options);
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
    expect(missing.stderr).toBe(
      'error INVALID_TASK: The task file "absent.json" does not exist. Check the path.',
    );
    const folder = await runPoppo(['run', 'project', ...way], options);
    expect(folder).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is a folder') });
  });

  it('every bad task of a file, and suggests what was meant', async () => {
    await using world = await TemporaryProject.create();
    const file = await world.write('tasks.json', [
      world.task({ type: 'custom-comand' }),
      world.task({ id: 'b' }),
      null,
    ]);
    const options = { cwd: world.folder, home: world.home };
    const { exitCode, stdout, stderr } = await runPoppo(['run', file, ...way], options);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.replace(NO_SANDBOX, '').split('\n')).toEqual([
      'error UNKNOWN_TASK_TYPE: Task 1: There is no handler for the task type "custom-comand"; there are claude-cli, custom-command, process-comment, process-issue, process-pr.',
      'hint: Did you mean "custom-command"?',
      'error INVALID_TASK: Task 3: The task is not valid: it is null, not an object.',
      'Nothing was run: 2 of 3 tasks were refused.',
    ]);
  });
});
