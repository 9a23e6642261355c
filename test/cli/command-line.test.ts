import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorOf, parseJsonLines, type PoppoResult, runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

async function poppo(...args: string[]): Promise<PoppoResult> {
  await using world = await TemporaryProject.create();
  return await runPoppo(args, { cwd: world.folder, home: world.home });
}

describe.concurrent('the command line', { timeout: 60_000 }, () => {
  it('has help for every command', async () => {
    const help = await poppo('--help');
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const text of [
      'run [options] <file>',
      'plugins',
      'export [options] <file>',
      'import [options] <file>',
      'Exit codes:',
    ])
      expect(help.stdout).toContain(text);
    const runHelp = await poppo('run', '--help');
    for (const flag of [
      '--json',
      '--timeout <ms>',
      '--env-file <file>',
      '--pass <name>',
      '--memory-limit <size>',
      '--allowed-root <folder>',
      '--in-process',
      '--isolation <kind>',
      '--readable <folder>',
    ]) {
      expect(runHelp.stdout).toContain(flag);
    }
  });

  it('prints its version', async () => {
    const manifest = readFileSync(new URL('../../apps/cli/package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(await poppo('--version')).toEqual({ exitCode: 0, stdout: version, stderr: '' });
  });

  it('shows help and fails when no command is given', async () => {
    expect(await poppo()).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('Usage:'),
    });
  });

  it.each([
    [['rnu', 'task.json'], "Unknown command 'rnu'.", 'Did you mean run?'],
    [['run', '--jsno', 'task.json'], "Unknown option '--jsno'.", 'Did you mean --json?'],
    [['run'], "Missing required argument 'file'.", 'Run poppo --help'],
    [['run', 'a', 'b'], "Too many arguments for 'run'.", 'Run poppo --help'],
    [['run', 'a', '--timeout', '5s'], 'It must be a whole number of milliseconds', 'Run poppo --help'],
    [['run', 'a', '--isolation', 'cell'], 'Allowed choices are auto, process, sandbox.', 'Run poppo --help'],
    [
      ['run', 'a', '--in-process', '--isolation', 'auto'],
      "cannot be used with option '--isolation",
      'Run poppo',
    ],
    [['plugins', '--colour'], "Unknown option '--colour'.", 'Run poppo --help'],
  ])('refuses %j', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await poppo(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error INVALID_CONFIG: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain(`hint: ${hint}`);
  });

  it('reports a usage error as JSON with --json', async () => {
    const { exitCode, stdout } = await poppo('run', '--json', '--nope', 'task.json');
    expect(exitCode).toBe(2);
    const lines = parseJsonLines(stdout);
    expect(lines).toHaveLength(1);
    expect(errorOf(lines[0])).toMatchObject({ code: 'INVALID_CONFIG', message: "Unknown option '--nope'." });
  });
});
