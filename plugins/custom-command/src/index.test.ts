import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Task, TaskExecutor, type TaskEvents } from '@poppobuilder/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import plugin from './index.ts';

describe('custom-command', () => {
  let folder: string;
  let projectPath: string;
  let executor: TaskExecutor;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-command-')));
    projectPath = join(folder, 'project');
    await mkdir(projectPath);
    executor = new TaskExecutor({ plugins: [plugin], homeFolder: join(folder, 'home'), grace: 500 });
  });

  afterEach(async () => {
    await executor.close();
    await rm(folder, { recursive: true });
  });

  const task = (fields: object): Task => {
    return { id: 'task-1', type: 'custom-command', projectId: 'demo', projectPath, ...fields };
  };
  const node = (script: string, options: object = {}): Task =>
    task({ command: process.execPath, args: ['-e', script], options });

  it('returns exit code, output and duration', async () => {
    const result = await executor.execute(node('console.log("out"); console.error("err")'));
    expect(result).toEqual({
      success: true,
      exitCode: 0,
      stdout: 'out\n',
      stderr: 'err\n',
      durationMs: expect.any(Number),
      truncated: false,
    });
  });

  it('runs in options.cwd, with options.env and options.input', async () => {
    await mkdir(join(projectPath, 'src'));
    const script = 'process.stdin.pipe(process.stdout); console.log(process.cwd(), process.env.NAME)';
    const options = { cwd: 'src', env: { NAME: 'value' }, input: 'typed' };
    const { stdout } = await executor.execute(node(script, options));
    expect(stdout).toBe(`${join(projectPath, 'src')} value\ntyped`);
  });

  it('runs a line in a shell', async () => {
    const options = { shell: true };
    const { stdout } = await executor.execute(
      task({ command: 'echo one && echo', args: ['$HOME'], options }),
    );
    expect(stdout).toBe('one\n$HOME\n');
  });

  it('sends output as log events of at most 16 KiB', async () => {
    const logs: TaskEvents['log'][] = [];
    executor.on('log', (event) => logs.push(event));
    await executor.execute(node('process.stdout.write("é".repeat(20_000))'));
    expect(logs.map(({ message }) => message).join('')).toBe('é'.repeat(20_000));
    expect(Math.max(...logs.map(({ message }) => Buffer.byteLength(message)))).toBeLessThanOrEqual(16 * 1024);
    expect(logs.every(({ stream }) => stream === 'stdout')).toBe(true);
  });

  it('succeeds with head, tail and a file when there is more output than allowed', async () => {
    const logs: string[] = [];
    executor.on('log', ({ message }) => logs.push(message));
    const script = 'process.stdout.write("a".repeat(50_000) + "b".repeat(50_000))';
    const result = await executor.execute(node(script, { maxOutputBytes: 1_000 }));
    expect(result).toMatchObject({ exitCode: 0, truncated: true });
    expect(result['stdout']).toMatch(/^a{500}\n\[\.\.\. 99000 bytes omitted \.\.\.\]\nb{500}$/);
    expect(logs.join('')).toBe('a'.repeat(1_000));
    const whole = await readFile(String(result['outputFile']), 'utf8');
    expect(whole).toBe('a'.repeat(50_000) + 'b'.repeat(50_000));
  });

  it('fails with the exit code and the end of standard error', async () => {
    const failing = executor.execute(node('console.error("no such table"); process.exitCode = 3'));
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      exitCode: 3,
      timedOut: false,
      message: expect.stringContaining('no such table'),
    });
  });

  it('fails with the signal that ended the command', async () => {
    const killed = executor.execute(node('process.kill(process.pid, "SIGKILL")'));
    await expect(killed).rejects.toMatchObject({ code: 'COMMAND_FAILED', signal: 'SIGKILL' });
  });

  it('fails with timedOut after options.timeout', async () => {
    const slow = executor.execute(node('setInterval(() => {}, 1000)', { timeout: 100 }));
    await expect(slow).rejects.toMatchObject({ code: 'COMMAND_FAILED', timedOut: true });
  });

  it('says that a command was not found', async () => {
    const missing = executor.execute(task({ command: 'poppobuilder-no-such-command' }));
    await expect(missing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('it was not found'),
    });
  });

  it('hints at options.shell for what only a shell understands', async () => {
    for (const command of ['npm install && npm test', 'cd src; ls', 'FOO=bar npm test']) {
      await expect(executor.execute(task({ command }))).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        hint: expect.stringContaining('options.shell'),
      });
    }
    const missing = executor.execute(task({ command: 'poppobuilder-no-such-command' }));
    await expect(missing).rejects.not.toHaveProperty('hint', expect.stringContaining('options.shell'));
  });

  it('does not leave the project', async () => {
    const outside = executor.execute(node('', { cwd: folder }));
    await expect(outside).rejects.toMatchObject({
      code: 'INVALID_PROJECT_PATH',
      message: expect.stringContaining('options.cwd'),
    });
  });

  it('ends when it is cancelled', async () => {
    executor.on('log', () => void executor.cancel('task-1'));
    const script = 'console.log("ready"); setInterval(() => {}, 1000)';
    await expect(executor.execute(node(script))).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
  });
});
