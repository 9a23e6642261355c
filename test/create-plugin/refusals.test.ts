import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { randomFrom } from '../support/random.ts';
import { CREATE_PLUGIN, ended, runCreate } from './run-create.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'create-plugin-')));
});

afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

describe('npm create @poppobuilder/plugin', () => {
  test.each([
    [['My Task'], /^error: npm does not accept the name "My Task": [^\n]+ such as "my-task"\.\n$/],
    [['used'], /^error: The folder used is not empty\. Choose another name, or empty it\.\n$/],
    [['@acme/used'], /^error: The folder used is not empty\. [^\n]+\n$/],
    [['my-task', '--triggers'], /^error: There is no flag --triggers\. The flags are [^\n]+\n$/],
    [[], /^error: The plugin has no name\. Give one: [^\n]+ my-task\n$/],
  ])('rejects %j in one sentence, and writes nothing', async (args, sentence) => {
    await mkdir(join(folder, 'used'));
    await writeFile(join(folder, 'used/mine.txt'), 'mine');
    const { exitCode, stdout, stderr } = await runCreate(folder, args);
    expect(stderr).toMatch(sentence);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(await readdir(folder, { recursive: true })).toEqual(['used', 'used/mine.txt']);
  });

  test('says that the folder cannot be written where it may not write', async () => {
    await chmod(folder, 0o555);
    // Permissions do not hold for root.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { exitCode, stderr } = await runCreate(folder, ['my-task'], user);
    expect(stderr).toBe(
      `error: The folder ${folder} cannot be written (EACCES). Change to another folder, or check its permissions.\n`,
    );
    expect(exitCode).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves a complete folder or nothing, whenever Ctrl-C comes', async () => {
    const random = randomFrom(inject('seed'));
    const { stdout } = await runCreate(folder, ['whole']);
    expect(stdout).toMatch(/^Created whole\./);
    const whole = await readdir(join(folder, 'whole'), { recursive: true });
    const rounds = Array.from({ length: 12 }, async (_, round) => {
      const parent = join(folder, String(round));
      await mkdir(parent);
      const child = spawn(process.execPath, [CREATE_PLUGIN, 'my-task'], { cwd: parent, stdio: 'ignore' });
      const end = ended(child);
      await Promise.race([end, delay(random() * 150)]);
      child.kill('SIGINT');
      await end;
      const names = await readdir(parent);
      if (names.length === 0) return [];
      expect(names).toEqual(['my-task']);
      return readdir(join(parent, 'my-task'), { recursive: true });
    });
    const partial = (await Promise.all(rounds)).filter(
      (files) => files.length > 0 && files.toSorted().join() !== whole.toSorted().join(),
    );
    expect(partial).toEqual([]);
  });
});

describe('in a terminal', () => {
  test('it asks for name, language, service and trigger', async () => {
    const terminal = openTerminal();
    await terminal.type('Name of the package', '@acme/asked\r');
    await terminal.type('Language', '\u{1B}[B\r');
    await terminal.type('service', 'y');
    await terminal.type('trigger', 'n');
    expect((await terminal.end).exitCode).toBe(0);
    expect(await readdir(join(folder, 'asked/src'))).toContain('text-files.js');
  });

  test('it asks for nothing that the flags say', async () => {
    const terminal = openTerminal('my-task', '--service');
    const { exitCode, stdout } = await terminal.end;
    expect(stdout).not.toContain('?');
    expect(exitCode).toBe(0);
  });

  test('Ctrl-C at a question creates nothing', async () => {
    const terminal = openTerminal();
    await terminal.type('Name of the package', 'my-task\r');
    await terminal.type('Language', '\u{3}');
    const { exitCode, stdout } = await terminal.end;
    expect(stdout).toContain('Cancelled. Nothing was created.');
    expect(exitCode).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

/** The program in a terminal, and what is typed into it. */
function openTerminal(...args: readonly string[]) {
  const command = [process.execPath, CREATE_PLUGIN, ...args].map((part) => `'${part}'`).join(' ');
  // A terminal without a width breaks a line after each character.
  const child = spawn('script', ['-qfec', `stty cols 100 rows 30; ${command}`, '/dev/null'], {
    cwd: folder,
    stdio: 'pipe',
  });
  const end = ended(child);
  let seen = '';
  child.stdout.on('data', (text: string) => (seen += text));
  return {
    end,
    /** Types keys once a question is there. */
    async type(question: string, keys: string): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (seen.includes(question)) resolve();
      };
      child.stdout.on('data', look);
      look();
      await Promise.race([promise, end]);
      expect(seen).toContain(question);
      child.stdout.off('data', look);
      child.stdin.write(keys);
    },
  };
}
