import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPlugin, pluginSource } from '../support/plugin-package.ts';
import { errorOf, parseJsonLines, type PoppoResult, runPoppo } from '../support/poppo.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { NO_SANDBOX, WAYS } from '../support/ways.ts';

interface RunOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Text for standard input, which is read in place of a file then. */
  readonly input?: string;
}

const eventsOf = ({ stdout }: PoppoResult): string[] => parseJsonLines(stdout).map(({ event }) => event);

describe.concurrent.each(WAYS)('poppo run $title', { timeout: 30_000 }, (variant) => {
  sampleVariants(variant, WAYS);
  const { flags: way, inProcess } = variant;

  async function run(
    world: TemporaryProject,
    content: unknown,
    options: RunOptions = {},
  ): Promise<PoppoResult> {
    const { flags = [], env, input } = options;
    const file = input === undefined ? await world.write('tasks.json', content) : '-';
    const settings = { cwd: world.folder, home: world.home, env, input };
    const { stderr, ...result } = await runPoppo(['run', file, ...way, ...flags], settings);
    return { ...result, stderr: stderr.replace(NO_SANDBOX, '') };
  }

  it('prints the events of a task in readable form', async () => {
    await using world = await TemporaryProject.create();
    const { exitCode, stdout, stderr } = await run(world, world.task());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'task-1: started, custom-command in demo',
      'task-1: execute: Running echo',
      '  | hello',
      expect.stringMatching(/^task-1: completed in [\d.]+ m?s$/),
      '  exitCode: 0',
    ]);
  });

  it('prints one JSON object a line with --json', async () => {
    await using world = await TemporaryProject.create();
    const result = await run(world, world.task(), { flags: ['--json'] });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = parseJsonLines(result.stdout);
    const short = { id: 'task-1', type: 'custom-command', projectId: 'demo' };
    expect(lines).toMatchObject([
      { event: 'task-started', task: world.task() },
      { event: 'progress', task: short, stage: 'execute' },
      { event: 'log', task: short, level: 'info', stream: 'stdout', message: 'hello\n' },
      { event: 'task-completed', task: short, result: { success: true, exitCode: 0, stdout: 'hello\n' } },
      { event: 'context-cleaned', projectId: 'demo', taskId: 'task-1' },
    ]);
    expect(lines[1]?.['task']).toEqual(short);
    for (const { at } of lines) expect(new Date(at).toISOString()).toBe(at);
  });

  it('reads a task from standard input', async () => {
    await using world = await TemporaryProject.create();
    const input = JSON.stringify(world.task());
    const { exitCode, stdout } = await run(world, undefined, { input });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('  | hello') });
  });

  it('exits with 1 when a task fails, and prints the error', async () => {
    await using world = await TemporaryProject.create();
    const failing = world.script('console.error("no such table"); process.exitCode = 3');
    const { exitCode, stdout, stderr } = await run(world, failing);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^task-1: failed after [\d.]+ m?s$/m);
    expect(stderr).toMatch(/^error COMMAND_FAILED: The command .* exited with code 3\..*no such table/s);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('includes the fields of a failed command in JSON', async () => {
    await using world = await TemporaryProject.create();
    const result = await run(world, world.script('process.exitCode = 3'), { flags: ['--json'] });
    expect(eventsOf(result)).toEqual(['task-started', 'progress', 'task-failed', 'context-cleaned']);
    const error = errorOf(parseJsonLines(result.stdout)[2]);
    expect(error).toMatchObject({ code: 'COMMAND_FAILED', exitCode: 3, timedOut: false, retryable: false });
    expect(error).not.toHaveProperty('stack');
  });

  it('exits with 124 when a task times out', async () => {
    await using world = await TemporaryProject.create();
    const endless = world.script('setInterval(() => {}, 1000)', { timeout: 200 });
    const { exitCode, stderr } = await run(world, endless);
    expect({ exitCode, stderr }).toEqual({ exitCode: 124, stderr: expect.stringContaining('TASK_TIMEOUT') });
  });

  it('applies --timeout to tasks without a timeout, before the default of their type', async () => {
    await using world = await TemporaryProject.create();
    const handle = 'await new Promise((resolve) => context.signal.addEventListener("abort", resolve));';
    await installPlugin(world, { name: 'endless', source: pluginSource('endless', handle) });
    const base = { projectId: 'demo', projectPath: world.project };
    const tasks = [
      { ...base, id: 'without', type: 'endless' },
      world.script('setTimeout(() => {}, 600)', { id: 'with', timeout: 60_000 }),
    ];
    const result = await run(world, tasks, { flags: ['--json', '--timeout', '300'] });
    expect(eventsOf(result).filter((event) => event.startsWith('task-'))).toEqual([
      'task-started',
      'task-failed',
      'task-started',
      'task-completed',
    ]);
    expect(result.exitCode).toBe(124);
  });

  it('runs the tasks of a file in order, and a failure does not stop the rest', async () => {
    await using world = await TemporaryProject.create();
    const tasks = [
      world.task({ id: 'a', command: 'false', args: [] }),
      world.task({ id: 'b' }),
      world.task({ id: 'c' }),
    ];
    const result = await run(world, tasks, { flags: ['--json'] });
    const ends = parseJsonLines(result.stdout)
      .filter(({ event }) => /^task-(failed|completed)$/.test(event))
      .map(({ event, task }) => [event, (task as { id: string }).id]);
    expect(ends).toEqual([
      ['task-failed', 'a'],
      ['task-completed', 'b'],
      ['task-completed', 'c'],
    ]);
    expect(result.exitCode).toBe(1);
  });

  it('fails a task whose working directory resolves outside the project', async () => {
    await using world = await TemporaryProject.create();
    const { exitCode, stderr } = await run(world, world.task({ options: { cwd: world.home } }));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error INVALID_PROJECT_PATH: options\.cwd .* lies outside the project\./);
  });

  it('passes a variable of --env-file to commands only with --pass', async () => {
    await using world = await TemporaryProject.create();
    const envFile = await world.write('variables.env', 'FOO=bar\n');
    const task = world.task({ command: 'echo "[$FOO]"', args: [], options: { shell: true } });
    const without = await run(world, task, { flags: ['--env-file', envFile] });
    expect(without.stdout).toContain('[]');
    const passed = await run(world, task, { flags: ['--env-file', envFile, '--pass', 'FOO'] });
    expect(passed.stdout).toContain('[bar]');
    const token = await run(world, task, {
      flags: ['--pass', 'GITHUB_TOKEN'],
      env: { GITHUB_TOKEN: 'ghp_1' },
    });
    expect(token).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('GITHUB_TOKEN') });
  });

  it('rejects a --readable folder that does not exist, and names it', async () => {
    await using world = await TemporaryProject.create();
    const { exitCode, stderr } = await run(world, world.task(), { flags: ['--readable', '/nonexistent'] });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('"/nonexistent" of --readable does not exist'),
    });
  });

  it.runIf(!inProcess)('names the flag of the limit that a task exceeded', async () => {
    await using world = await TemporaryProject.create();
    const task = world.script('process.stdout.write("x".repeat(100_000))');
    const { exitCode, stderr } = await run(world, task, { flags: ['--output-limit', '10KB'] });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error RESOURCE_LIMIT:.*10240 bytes[^]*hint:.*--output-limit/);
    await world.write('home/projects/demo/config.json', { limits: { outputLimit: '20KB' } });
    const configured = await run(world, task);
    expect(configured.stderr).toMatch(/RESOURCE_LIMIT:.*20480 bytes/);
  });

  it('reads variables from --env-file; those already set win', async () => {
    await using world = await TemporaryProject.create();
    const tokens = 'GITHUB_TOKEN=from-file-token\n# a comment\nPOPPO_TEST_SET=file\n';
    const envFile = await world.write('settings.env', `${tokens}NAME="two words"\n`);
    const config = { passEnvironment: ['NAME', 'POPPO_TEST_SET'] };
    const task = world.script('console.log(process.env.NAME, process.env.POPPO_TEST_SET)', {
      projectConfig: config,
    });
    const env = { POPPO_TEST_SET: 'host' };
    const { exitCode, stdout } = await run(world, task, { flags: ['--env-file', envFile], env });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('  | two words host'),
    });
  });

  it('masks secrets in every line', async () => {
    await using world = await TemporaryProject.create();
    const secret = 'ghp_verySecretToken0123456789';
    const script = `
      const token = process.env.API_TOKEN;
      process.stdout.write(token.slice(0, 10));
      setImmediate(() => { console.log(token.slice(10)); console.error(token); process.exitCode = 1; });`;
    const task = world.script(script, { projectConfig: { environment: { API_TOKEN: secret } } });
    const { exitCode, stdout, stderr } = await run(world, task, { flags: ['--json'] });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"stream":"stderr"');
    expect(stdout + stderr).not.toContain(secret);
  });

  it('prints no control characters that a task writes', async () => {
    await using world = await TemporaryProject.create();
    const script = String.raw`console.log("\u001b[31mred\u001b[0m \u001b]0;title\u0007\u009b2Jdone\u0008")`;
    const { stdout } = await run(world, world.script(script));
    expect(stdout).toContain('  | red done\n');
  });

  it('colours its lines when FORCE_COLOR asks for it', async () => {
    await using world = await TemporaryProject.create();
    const { stdout } = await run(world, world.task(), { env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain('\u001B[32mcompleted\u001B[39m');
  });

  it('says that a plugin crashed the process, and that the task which ran has failed', async () => {
    await using world = await TemporaryProject.create();
    const handle = 'setImmediate(() => { throw new Error("stray"); }); await new Promise(() => {});';
    await installPlugin(world, { name: 'crashing', source: pluginSource('crashing', handle) });
    const task = { id: 'a', type: 'crashing', projectId: 'demo', projectPath: world.project };
    const { exitCode, stdout, stderr } = await run(world, task);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^a: started, crashing in demo\na: failed after [\d.]+ m?s$/);
    expect(stderr.split('\n')).toEqual(
      inProcess
        ? [
            'error WORKER_CRASHED: The process crashed because of an uncaught error outside of any task: stray',
            'error WORKER_CRASHED: The task was not completed, because the process crashed.',
          ]
        : [
            'error WORKER_CRASHED: The worker process ended, because of an error that nothing handled: stray.',
          ],
    );
  });

  it('masks the secrets of the task in the report of a crash', async () => {
    await using world = await TemporaryProject.create();
    const secret = 'ghp_verySecretToken0123456789';
    await world.write('project/.poppo/credentials.json', { githubToken: secret }, 0o600);
    const handle = `const { github } = context.credentials;
      setImmediate(() => { throw new Error(github, { cause: { [github]: github } }); });
      await new Promise(() => {});`;
    await installPlugin(world, { name: 'leaking', source: pluginSource('leaking', handle) });
    const task = { id: 'a', type: 'leaking', projectId: 'demo', projectPath: world.project };
    const { exitCode, stdout, stderr } = await run(world, [task, world.task()], { flags: ['--json'] });
    expect(exitCode).toBe(1);
    const told = parseJsonLines(stdout).map((line) => [line.event, errorOf(line)?.code]);
    expect(told.slice(0, 3)).toEqual([
      ['task-started', undefined],
      ...(inProcess ? [['error', 'WORKER_CRASHED']] : []),
      ['task-failed', 'WORKER_CRASHED'],
      ...(inProcess ? [] : [['context-cleaned', undefined]]),
    ]);
    // A worker that crashes takes its own task with it, and no other.
    expect(told.at(-2)?.[0]).toBe(inProcess ? 'error' : 'task-completed');
    expect(stdout + stderr).toContain('[REDACTED]');
    expect(stdout + stderr).not.toContain(secret);
  });

  it('exits although a plugin leaves a timer running', async () => {
    await using world = await TemporaryProject.create();
    const handle = 'setInterval(() => {}, 1000); return { success: true, lines: "one\\ntwo" };';
    await installPlugin(world, { name: 'leaving', source: pluginSource('leaving', handle) });
    const task = { id: 'a', type: 'leaving', projectId: 'demo', projectPath: world.project };
    const { exitCode, stdout } = await run(world, task);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('  lines:\n    one\n    two'),
    });
  });

  it('leaves nothing in its own folder that tasks did not write', async () => {
    await using world = await TemporaryProject.create();
    // What covers this folder in a sandbox needs it to be there.
    const own = inProcess ? {} : { [join(world.project, '.poppo/.gitignore')]: '*\n!config.json\n' };
    await run(world, world.task());
    expect(await world.snapshot()).toEqual(own);
    await run(world, world.script('require("fs").writeFileSync("made", "here")'));
    expect(await world.snapshot()).toEqual({ ...own, [join(world.project, 'made')]: 'here' });
  });
});
