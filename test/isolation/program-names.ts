import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

/** Tests of the names of programs: a program is started as the task names it. */
export function testProgramNames(isolation: TestedIsolation): void {
  let world: PoolWorld;
  let project = '';
  beforeAll(() => {
    world = new PoolWorld(isolation, {
      environment: { PATH: process.env['PATH'] ?? '', HOST_ONLY: 'of the host' },
    });
    project = join(world.folder, 'first');
    mkdirSync(project);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  function plant(path: string, script: string): void {
    const file = join(project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  const run = (program: string, fields: Readonly<Record<string, unknown>> = {}) =>
    world.run(world.task('command', { program, ...fields }));

  describe.each(['#!/bin/sh\n', ''])('a program that begins with %j', (shebang) => {
    it.each([
      './build=prod.sh',
      'a=b/tool',
      './A=1',
      './--version',
      './-i',
      './--',
      './with space',
      "./quo'te",
      './$HOME',
      './ü=é',
    ])('runs by its path: %s', async (path) => {
      plant(path, `${shebang}echo "ran with $*"\nexit 3\n`);
      const outcome = await run(path, { args: ['A=1', '-u', '--', 'x y'] });
      expect(errorOf(outcome)).toMatchObject({
        code: 'COMMAND_FAILED',
        exitCode: 3,
        stdout: 'ran with A=1 -u -- x y\n',
      });
    });

    it.each(['named=so', '-x', '--help', '--'])('runs by its name: %s', async (name) => {
      plant(`node_modules/.bin/${name}`, `${shebang}echo "ran $1"\n`);
      expect(resultOf(await run(name, { args: ['it'] }))).toMatchObject({ stdout: 'ran it\n' });
    });
  });

  it.each(['missing', 'missing=1', './missing=1', '-u', '-S', 'a=b/missing'])(
    'a program that is missing is named: %s',
    async (name) => {
      const { code, message } = errorOf(await run(name));
      expect(code).toBe('COMMAND_FAILED');
      expect(message).toContain(
        `The command ${JSON.stringify(name)} could not be started: it was not found.`,
      );
    },
  );

  it('a program that may not be executed is named', async () => {
    writeFileSync(join(project, 'text=1'), 'text');
    const { message } = errorOf(await run('./text=1'));
    expect(message).toContain('"./text=1" could not be started: it is not executable.');
  });

  it('the environment is what the task and the project say, whatever the variables are called', async () => {
    const environment = {
      'npm_config_//registry/:x': 'odd',
      'dotted.name': 'kept',
      NODE_OPTIONS: '--no-warnings',
    };
    const { stdout } = resultOf(await run('env', { environment }));
    const lines = String(stdout).split('\n');
    for (const [name, value] of Object.entries(environment)) expect(lines).toContain(`${name}=${value}`);
    expect(lines.filter((line) => line.includes('--permission'))).toEqual([]);
  });

  it('no NODE_OPTIONS of the worker reaches a command', async () => {
    const { stdout } = resultOf(await run(process.execPath, { args: ['-p', 'process.env.NODE_OPTIONS'] }));
    expect(stdout).toBe('undefined\n');
  });

  it("links are made by commands alone: Node's permission model denies them to handlers", async () => {
    const { code, target } = resultOf(await world.run(world.task('link')));
    expect({ code, target }).toEqual({ code: 'ERR_ACCESS_DENIED', target: 'target' });
  });
}
