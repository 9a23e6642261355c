import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPILE_CACHE } from '../support/compile-cache.ts';
import { writes } from '../support/github/agent-stand-in.ts';
import { createWorld } from '../support/github/github-world.ts';
import { says } from '../support/model-api.ts';
import { runPoppo } from '../support/poppo.ts';
import { processesIn } from '../support/processes.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const checkout = fileURLToPath(new URL('../..', import.meta.url));

let folder = '';
/** What is in the PATH of a machine without bubblewrap. */
let programs = '';
let desktop = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-demo-test-')));
  // When we are root, the database's user has to enter it.
  chmodSync(folder, 0o711);
  programs = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-demo-programs-')));
  desktop = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-demo-desktop-')));
});
afterEach(() => {
  for (const made of [folder, programs, desktop]) rmSync(made, { recursive: true, force: true });
});

const readStatus = async (): Promise<string> =>
  (await run('git', ['status', '--porcelain', '--ignored'], { cwd: checkout })).stdout;

describe('the demo', { timeout: 300_000 }, () => {
  it('takes an issue to a merged pull request through the daemon, twice at once, with and without bubblewrap', async () => {
    const before = await readStatus();
    const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...COMPILE_CACHE };
    for (const name of ['cat', 'env', 'git', 'kill', 'ps', 'sh', 'sleep']) {
      symlinkSync(join('/usr/bin', name), join(programs, name));
    }
    const [{ stdout, stderr }, opened] = await Promise.all([
      run(process.execPath, [main], { env: { ...env, PATH: programs } }),
      keepOpenUntilSeen({ ...env, PATH: `${browser()}:${env.PATH}` }),
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain('isolation: agents work in processes of their own. ');
    expect(stdout).toContain('Install bubblewrap');
    for (const output of [stdout, opened]) {
      expect(output).toMatch(/^isolation: agents work in /m);
      expect(output).toMatch(/^ {2}webhook +http:\/\/127\.0\.0\.1:\d+\/webhooks\/github$/m);
      expect(output).toMatch(/^3\. The pull request {2}http:\/\/127\.0\.0\.1:\d+\/acme\/shop\/pull\/2$/m);
      expect(output).toContain('+  for (let index = 0;');
      expect(output).toContain("+test('the total of 3, 4 and 5 is 12'");
      expect(output).toContain('> poppo-bot: @anna The basket of the issue has a test now.');
      expect(output).toContain('Anna: Merge pull request #2');
      expect(output).toMatch(/^ {2}#1 +has the label poppo, completed$\n^ {2}#2 +has the label completed$/m);
      expect(output).toMatch(/^ {2}worktrees +0 left$/m);
      expect(output).toMatch(/^ {2}checkout +never touched$/m);
      expect(output).toMatch(/^ {2}all +\d+ +8000 +400 +0\.0400 /m);
      expect(output.trimEnd()).toMatch(/The daemon has stopped, and its database with it\.$/);
    }
    expect(readdirSync(folder)).toEqual([]);
    expect(processesIn(folder)).toEqual([]);
    expect(await readStatus()).toBe(before);
  });

  /** Returns the folder of a command that opens pages: it keeps them. */
  function browser(): string {
    writeFileSync(
      join(desktop, 'xdg-open'),
      `#!/bin/sh\ncat "\${1#file://}" > '${join(desktop, 'opened')}'\n`,
      { mode: 0o755 },
    );
    return desktop;
  }

  /** Runs the demo with `--open`, signs in at the link that it prints, and stops it. Resolves with all that it printed. */
  async function keepOpenUntilSeen(env: NodeJS.ProcessEnv): Promise<string> {
    const demo = spawn(process.execPath, [main, '--open'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(demo, 'close');
    let stdout = '';
    let link: string | undefined;
    for await (const text of demo.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      stdout += text;
      if (link !== undefined) continue;
      link = /keeps running.* {2}(http\S+)\n/.exec(stdout)?.[1];
      if (link === undefined) continue;
      const opened = await fetch(link, { redirect: 'manual' });
      expect(opened.headers.get('set-cookie')).toContain('HttpOnly');
      const page = /^ {2}page +(http\S+)$/m.exec(stdout)?.[1];
      expect(readFileSync(join(desktop, 'opened'), 'utf8')).toContain(`url=${page}`);
      demo.kill('SIGINT');
    }
    await ended;
    expect(demo.exitCode).toBe(0);
    return stdout;
  }

  it('leaves nothing behind when it is stopped while the agent works', async () => {
    const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...COMPILE_CACHE };
    const demo = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    demo.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!stdout.includes('using Read') && (stdout + text).includes('using Read')) demo.kill('SIGINT');
      stdout += text;
    });
    await once(demo, 'close');
    expect(stderr).toContain('The demo was stopped');
    expect(demo.exitCode).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
    expect(processesIn(folder)).toEqual([]);
  });

  it.each([
    [['--repo', 'acme/shop', '--issue', '1', '--open'], '--open goes with the stand-ins'],
    [['--repo', 'acme/shop'], '--repo and --issue go together'],
    [['--issue', '1'], '--repo and --issue go together'],
    [['--repo', 'acme', '--issue', '1'], '--repo must be <owner>/<name>, such as acme/shop, and not "acme"'],
    [['--repo', 'acme/shop', '--issue', '0'], '--issue must be the number of an issue, and not "0"'],
    [['--repository', 'acme/shop'], "Unknown option '--repository'"],
    [['1'], "Unexpected argument '1'"],
    [['--repo', 'acme/shop', '--issue', '1'], 'There is no token for GitHub'],
  ])('refuses %j', async (args, message) => {
    const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...COMPILE_CACHE };
    const failed = run(process.execPath, [main, ...args], { env });
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('works on an issue with credentials, and says what to do next', async () => {
    await using world = await createWorld({
      git: 'http',
      files: { 'total.js': 'export const total = 1;\n' },
      conversations: [
        {
          when: /Work on issue/,
          turns: [writes('total.js', 'export const total = 2;\n'), says('It is 2 now.')],
        },
        { turns: [writes('total.js', 'export const total = 3;\n'), says('And 3 now.')] },
      ],
    });
    const { github, agent } = world;
    const anna = github.api('anna').rest;
    await anna.issues.create({ ...github.at, title: 'Wrong total', body: 'It should be 2.' });
    const credentials = { GITHUB_TOKEN: github.token('poppo-bot'), ...agent.environment };
    const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...COMPILE_CACHE, ...credentials };
    const args = [main, '--repo', 'acme/shop', '--issue', '1'];
    const { stdout } = await run(process.execPath, args, { env: { ...env, GITHUB_API_URL: github.url } });
    expect(github.remote.show('poppo/issue-1', 'total.js')).toBe('export const total = 2;\n');
    expect(stdout).toContain(`${github.url}/acme/shop/pull/2`);
    expect(stdout).not.toContain(github.token('poppo-bot'));

    const [, kept = ''] = /^ {4}rm -r (.+)$/m.exec(stdout) ?? [];
    const [, home = ''] = /POPPOBUILDER_HOME=(\S+) /.exec(stdout) ?? [];
    const [answering = '', closing = ''] = [...stdout.matchAll(/poppo run (\S+)/g)].map(([, file]) => file);
    const { data: comment } = await anna.issues.createComment({
      ...github.at,
      issue_number: 2,
      body: 'Make it 3.',
    });
    const answer = { ...(JSON.parse(readFileSync(answering, 'utf8')) as object), comment };
    const options = { cwd: kept, home, env: { TMPDIR: folder, ...credentials } };
    const continued = await runPoppo(['run', '-'], { ...options, input: JSON.stringify(answer) });
    expect(continued).toMatchObject({ exitCode: 0 });
    expect(github.remote.show('poppo/issue-1', 'total.js')).toBe('export const total = 3;\n');

    await anna.pulls.merge({ ...github.at, pull_number: 2 });
    expect(await runPoppo(['run', closing], options)).toMatchObject({ exitCode: 0 });
    const { data: issue } = await anna.issues.get({ ...github.at, issue_number: 1 });
    expect(issue.labels).toMatchObject([{ name: 'completed' }]);
  });
});
