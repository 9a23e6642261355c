import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CommandError } from '../errors/command-error.ts';
import { registryConfig } from '../configuration/fixtures/sections.ts';
import { TaskExecutor } from '../execution/task-executor.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler } from '../plugin/task-handler.ts';
import { readProcessTable } from '../process/process-table.ts';
import type { CommandOptions } from './command-arguments.ts';
import { type CommandResult, CommandRunner } from './command-runner.ts';

const runs = defineTaskHandler({
  type: 'runs',
  description: 'Runs a command with any options.',
  input: z.object({
    command: z.string(),
    args: z.array(z.string()),
    options: z.looseObject({}),
    // JSON holds neither NaN nor Infinity.
    numbers: z.record(z.string(), z.string()),
  }),
  output: z.looseObject({}),
  permissions: { commands: true },
  services: { commands: CommandRunner },
  async handle({ command, args, options, numbers }, _context, { commands }) {
    const read = Object.entries(numbers).map(([name, text]) => [name, Number(text)]);
    const all = { ...options, ...Object.fromEntries(read) } as CommandOptions;
    return { success: true, ...(await commands.run(command, args, all)) };
  },
});

let folder = '';
let executor: TaskExecutor;
let chunks: string[] = [];
let warnings: string[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'command-runner-')));
  chunks = [];
  warnings = [];
  executor = new TaskExecutor({
    plugins: [
      definePlugin({ name: 'runs', apiVersion: 1, handlers: [runs], configuration: [registryConfig] }),
    ],
    homeFolder: join(folder, 'home'),
    environment: { ...process.env, REGISTRY_TOKEN: 'rgp_very_secret_token' },
    grace: 300,
  });
  executor.on('log', ({ level, message, stream }) => {
    if (stream !== undefined) chunks.push(message);
    if (level === 'warn') warnings.push(message);
  });
});
afterEach(async () => {
  await executor.close();
  rmSync(folder, { recursive: true });
});

async function run(
  command: string,
  args: string[] = [],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const task = {
    id: 'the/task',
    type: 'runs',
    projectId: 'project',
    projectPath: folder,
    command,
    args,
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => !isNoJson(value))),
    numbers: Object.fromEntries(
      Object.entries(options).flatMap(([name, value]) => (isNoJson(value) ? [[name, String(value)]] : [])),
    ),
  };
  return (await executor.execute(task)) as unknown as CommandResult;
}

const isNoJson = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

const sh = (line: string, options: CommandOptions = {}): Promise<CommandResult> =>
  run('sh', ['-c', line], options);

const failure = (promise: Promise<unknown>): Promise<CommandError> =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error as CommandError,
  );

describe('a command', () => {
  it('resolves with its output, exit code and time', async () => {
    const result = await sh('printf out; printf err >&2');
    expect(result).toMatchObject({
      exitCode: 0,
      stdout: 'out',
      stderr: 'err',
      timedOut: false,
      truncated: false,
    });
    expect(result.durationMs).toBeGreaterThan(0);
    expect(result).not.toHaveProperty('outputFile');
  });

  it('starts in the working directory with the environment of the task, without tokens', async () => {
    const { stdout } = await sh('pwd; env', { env: { OWN: 'own' } });
    expect(stdout.split('\n')[0]).toBe(folder);
    expect(stdout).toMatch(/^POPPOBUILDER_TASK_ID=the\/task$/m);
    expect(stdout).toMatch(/^OWN=own$/m);
    expect(stdout).not.toMatch(/REGISTRY_TOKEN|rgp_/);
  });

  it("finds the project's own binaries first", async () => {
    mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
    symlinkSync('/bin/echo', join(folder, 'node_modules', '.bin', 'own-tool'));
    expect((await run('own-tool', ['found'])).stdout).toBe('found\n');
  });

  it('is never a file of its folder, also without a PATH', async () => {
    writeFileSync(join(folder, 'own-tool'), '#!/bin/sh\necho found', { mode: 0o755 });
    const found = failure(run('own-tool', [], { env: { PATH: '' } }));
    expect((await found).message).toContain('it was not found');
  });

  it('reads its input', async () => {
    expect((await run('cat', [], { input: 'from outside' })).stdout).toBe('from outside');
    expect((await run('cat')).stdout).toBe('');
  });

  it.each([true, '/bin/sh'])('by a shell (%s) gets its arguments as they are', async (shell) => {
    const args = ["it's", '$HOME', 'a b', '', ';exit 3'];
    const { stdout } = await run(String.raw`printf '%s|'`, args, { shell });
    expect(stdout).toBe(args.map((argument) => `${argument}|`).join(''));
  });

  it.each([2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY])('runs with a timeout of %d ms', async (timeout) => {
    expect(await run('sleep', ['0.1'], { timeout })).toMatchObject({ exitCode: 0, timedOut: false });
  });

  it.each([Number.NaN, -1, Number.NEGATIVE_INFINITY, '5' as unknown as number, null as unknown as number])(
    'is rejected with a timeout of %s',
    async (timeout) => {
      expect(await failure(run('true', [], { timeout }))).toMatchObject({
        code: 'INVALID_TASK',
        message: expect.stringMatching(
          /^The options of run\(\) are not valid: timeout: (expected a number|must not be negative)/,
        ) as string,
      });
    },
  );

  it('masks secrets in output, also in the file', async () => {
    const line = 'for i in 1 2 3 4 5 6 7 8 9; do printf "rgp_very_"; printf "secret_token "; done';
    const { stdout, outputFile = '' } = await sh(line, { maxOutputBytes: 64 });
    expect(stdout + chunks.join('') + readFileSync(outputFile, 'utf8')).not.toContain('secret_token');
  });
});

describe('much output', () => {
  it('is cut to head and tail, kept whole in a file of the project, and sent until the limit', async () => {
    const result = await sh('seq 1 20000; echo the end >&2', { maxOutputBytes: 1000 });
    const whole = `${Array.from({ length: 20_000 }, (_, index) => index + 1).join('\n')}\n`;
    expect(result).toMatchObject({ exitCode: 0, truncated: true, stderr: 'the end\n' });
    expect(result.stdout.startsWith(whole.slice(0, 500))).toBe(true);
    expect(result.stdout.endsWith(whole.slice(-500))).toBe(true);
    expect(result.stdout).toContain(`[... ${whole.length - 1000} bytes omitted ...]`);
    const file = result.outputFile ?? '';
    expect(file.startsWith(join(folder, '.poppo', 'logs'))).toBe(true);
    expect(readFileSync(file, 'utf8').replace('the end\n', '')).toBe(whole);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(chunks.join('').replace('the end\n', '')).toBe(whole.slice(0, 1000));
  });

  it('is kept for 30 days', async () => {
    const { outputFile = '' } = await sh('seq 1 2000', { maxOutputBytes: 100 });
    utimesSync(outputFile, 0, 0);
    const result = await sh('seq 1 2000', { maxOutputBytes: 100 });
    expect(readdirSync(join(folder, '.poppo', 'logs', 'output'))).toEqual([
      basename(result.outputFile ?? ''),
    ]);
  });

  it('of a command that fails is named by its error', async () => {
    const error = await failure(sh('seq 1 2000; exit 1', { maxOutputBytes: 100 }));
    expect(error).toMatchObject({ code: 'COMMAND_FAILED', exitCode: 1, truncated: true });
    expect(readFileSync(error.outputFile ?? '', 'utf8')).toMatch(/^1\n2\n.*\n2000\n$/s);
  });

  it.each([256 * 2 ** 20 + 1, -1])('is not kept up to %d bytes', async (maxOutputBytes) => {
    expect(await failure(sh('true', { maxOutputBytes }))).toMatchObject({
      code: 'INVALID_TASK',
      message:
        'The options of run() are not valid: maxOutputBytes: must be a number of bytes from 0 to 268435456 (256 MiB).',
    });
  });

  it('is cut all the same, with one warning, where its file cannot be written', async () => {
    mkdirSync(join(folder, '.poppo'));
    writeFileSync(join(folder, '.poppo', 'logs'), 'a file where a folder is expected');
    const result = await sh('seq 1 20000', { maxOutputBytes: 1000 });
    expect(result).toMatchObject({ exitCode: 0, truncated: true });
    expect(result.stdout).toMatch(/^1\n2\n.*\n20000\n$/s);
    expect(result).not.toHaveProperty('outputFile');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Only head and tail of the output of "sh" are kept');
  });

  it('is sent in pieces of at most 16 KiB that never cut a character', async () => {
    await sh(`head -c 300000 /dev/zero | tr '\\0' x; printf 'ü%.0s' $(seq 1 20000)`);
    expect(Math.max(...chunks.map((chunk) => Buffer.byteLength(chunk)))).toBeLessThanOrEqual(16 * 1024);
    expect(chunks.join('')).toBe('x'.repeat(300_000) + 'ü'.repeat(20_000));
  });

  it('that is not text does no harm', async () => {
    const { stdout } = await sh('head -c 1000 /dev/urandom');
    expect(typeof stdout).toBe('string');
  });
});

describe('a command that fails', () => {
  it('rejects with its exit code and the end of its standard error', async () => {
    const error = await failure(sh('echo out; echo why >&2; exit 4'));
    expect(error).toMatchObject({ code: 'COMMAND_FAILED', exitCode: 4, stdout: 'out\n', timedOut: false });
    expect(error.message).toBe('The command "sh" exited with code 4. Its standard error ends with: why');
  });

  it('rejects with the signal that ended it', async () => {
    expect(await failure(sh('kill -9 $$'))).toMatchObject({ signal: 'SIGKILL' });
  });

  it('resolves all the same when reject is false', async () => {
    expect(await sh('exit 5', { reject: false })).toMatchObject({ exitCode: 5 });
    expect(await run('no-such-command', [], { reject: false })).not.toHaveProperty('exitCode');
  });

  it('to start says why', async () => {
    expect((await failure(run('no-such-command'))).message).toContain(
      '"no-such-command" could not be started: it was not found',
    );
    expect((await failure(run(folder))).message).toContain('it is not executable');
    const cwd = join(folder, 'missing');
    expect((await failure(run('true', [], { cwd }))).message).toContain(`its folder ${cwd} does not exist`);
  });

  it('to end in time is stopped with its tree and says so', async () => {
    const error = await failure(
      sh('sleep 61 & setsid sleep 62 & echo $$; trap "" TERM; sleep 63', { timeout: 200 }),
    );
    expect(error).toMatchObject({ code: 'COMMAND_FAILED', timedOut: true, stderr: '' });
    expect(error.message).toContain('ran longer than its timeout of 200 ms');
    expect(readProcessTable().filter(({ group }) => group === Number(error.stdout))).toEqual([]);
  });
});

describe('what a command leaves running', () => {
  it.each([
    ['in the background', 'sleep 64 & echo $!'],
    ['in another session', 'setsid sh -c "echo \\$\\$; exec sleep 65" & wait $!; sleep 0.1 & echo $!'],
    ['after two forks', '(setsid sh -c "sleep 66 & echo \\$!" &) ; sleep 0.1'],
  ])('%s is ended with it', async (_where, line) => {
    const { stdout } = await sh(line, { timeout: 400, reject: false });
    const left = new Set(stdout.trim().split(/\s+/).map(Number));
    expect(left.size).toBeGreaterThan(0);
    expect(readProcessTable().filter(({ pid }) => left.has(pid))).toEqual([]);
  });
});
