import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCheckout } from './find-checkout.ts';
import { type Origin, readOrigin } from './read-origin.ts';

let folder: string;
let project: string;
let home: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'origin-')));
  project = join(folder, 'project');
  home = join(folder, 'home');
  for (const path of [project, home]) mkdirSync(path);
  git(project, 'init', '-q');
});

afterEach(() => rmSync(folder, { recursive: true }));

const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: home });

function git(cwd: string, ...args: readonly string[]): string {
  const identity = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.org',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...identity, ...args], { cwd, env: environment(), encoding: 'utf8' }).trim();
}

/** Adds to the checkout's configuration. */
const configure = (text: string, file = join(project, '.git', 'config')): void =>
  writeFileSync(file, text, { flag: 'a' });

async function originOf(path = project): Promise<Origin> {
  const checkout = findCheckout(path);
  return checkout === undefined ? {} : readOrigin(checkout, environment());
}

describe('the address of origin', () => {
  it.each([
    [
      'of several remotes',
      '[remote "fork"]\n url = https://x.example/a/b\n[remote "origin"]\n url = https://git.example/o/r\n',
    ],
    [
      'the first of several',
      '[remote "origin"]\n url = https://git.example/o/r\n url = https://x.example/a/b\n',
    ],
    ['in one line', '[remote "origin"] url = https://git.example/o/r\n'],
    ['before a comment', '[remote "origin"]\n url = https://git.example/o/r # main\n'],
    ['before another comment', '[remote "origin"]\n url = https://git.example/o/r ; main\n'],
    ['over two lines', '[remote "origin"]\n url = https://git.example\\\n/o/r\n'],
    ['in quotes, with lines of Windows', '[remote "origin"]\r\n url = "https://git.example/o/r"\r\n'],
    ['in quotes in part', '[remote "origin"]\n url = https:"//git.example"/o/r\n'],
    ['in other letters', '[REMOTE "origin"]\n URL = https://git.example/o/r\n'],
    [
      'not of another case of its name',
      '[remote "Origin"]\n url = https://x.example/a/b\n[remote "origin"]\n url = https://git.example/o/r\n',
    ],
    ['in a short form', '[url "https://git.example/"]\n insteadOf = gh:\n[remote "origin"]\n url = gh:o/r\n'],
    [
      'in a short form with the owner',
      '[url "https://git.example/o/"]\n insteadOf = o:\n[remote "origin"]\n url = o:r\n',
    ],
    [
      'in the longest of several short forms',
      '[url "https://x.example/"]\n insteadOf = g\n[url "https://git.example/"]\n insteadOf = gh:\n[remote "origin"]\n url = gh:o/r\n',
    ],
    [
      'without what is for pushing',
      '[url "https://x.example/"]\n pushInsteadOf = https://git.example/\n[remote "origin"]\n url = https://git.example/o/r\n pushurl = https://x.example/a/b\n',
    ],
  ])('is read as git reads it: %s', async (_title, text) => {
    configure(text);
    expect(await originOf()).toEqual({ origin: 'https://git.example/o/r' });
    expect(git(project, 'remote', 'get-url', 'origin')).toBe('https://git.example/o/r');
  });

  it("has short forms of the operator's own configuration written out", async () => {
    writeFileSync(join(home, '.gitconfig'), '[url "git@git.example:"]\n insteadOf = work:\n');
    configure('[remote "origin"]\n url = work:o/r.git\n');
    expect(await originOf()).toEqual({ origin: 'git@git.example:o/r.git' });
  });

  it('is that of the checkout around a folder', async () => {
    git(project, 'remote', 'add', 'origin', 'https://git.example/o/r');
    const inner = join(project, 'packages', 'a');
    mkdirSync(inner, { recursive: true });
    expect(await originOf(inner)).toEqual({ origin: 'https://git.example/o/r' });
    git(inner, 'init', '-q');
    expect(await originOf(inner)).toEqual({});
  });

  it('is found from a linked worktree and from a submodule', async () => {
    git(project, 'remote', 'add', 'origin', 'https://git.example/o/r');
    git(project, 'commit', '-q', '--allow-empty', '-m', 'x');
    const linked = join(folder, 'linked');
    git(project, 'worktree', 'add', '-q', linked);
    expect(await originOf(linked)).toEqual({ origin: 'https://git.example/o/r' });
    const around = join(folder, 'around');
    mkdirSync(around);
    git(around, 'init', '-q');
    git(around, 'submodule', '--quiet', 'add', project, 'inner');
    expect(await originOf(join(around, 'inner'))).toEqual({ origin: project });
  });

  it('is read from files of the checkout that its configuration includes', async () => {
    configure('[include]\n path = ../.gitconfig\n');
    configure('[remote "origin"]\n url = https://git.example/o/r\n', join(project, '.gitconfig'));
    expect(await originOf()).toEqual({ origin: 'https://git.example/o/r' });
  });

  it('is absent where there is no repository or no origin', async () => {
    expect(await originOf()).toEqual({});
    configure('[remote "origin"]\n url =\n');
    expect(await originOf()).toEqual({});
    rmSync(join(project, '.git'), { recursive: true });
    expect(await originOf()).toEqual({});
  });
});

describe('a checkout that leads elsewhere', () => {
  let secret: string;

  beforeEach(() => {
    secret = join(folder, 'secret');
    mkdirSync(secret);
    git(secret, 'init', '-q');
    git(secret, 'remote', 'add', 'origin', 'https://user:word@git.example/secret/it');
    git(secret, 'commit', '-q', '--allow-empty', '-m', 'x');
  });

  const link = (target: string): void => {
    rmSync(join(project, '.git'), { recursive: true });
    writeFileSync(join(project, '.git'), `gitdir: ${target}\n`);
  };

  it.each<[title: string, lead: () => void]>([
    [
      'a link',
      () => {
        rmSync(join(project, '.git'), { recursive: true });
        symlinkSync(join(secret, '.git'), join(project, '.git'));
      },
    ],
    ['a file', () => link(join(secret, '.git'))],
    [
      'a file that names a worktree of another folder',
      () => {
        git(secret, 'worktree', 'add', '-q', join(folder, 'other'));
        link(join(secret, '.git', 'worktrees', 'other'));
      },
    ],
    [
      'a file that names a folder with a commondir',
      () => {
        const own = join(folder, 'tasks', 'worktrees', 'w');
        mkdirSync(own, { recursive: true });
        writeFileSync(join(own, 'HEAD'), 'ref: refs/heads/main\n');
        writeFileSync(join(own, 'gitdir'), join(project, '.git'));
        writeFileSync(join(own, 'commondir'), join(secret, '.git'));
        link(own);
      },
    ],
    ['its own commondir', () => writeFileSync(join(project, '.git', 'commondir'), join(secret, '.git'))],
    ['an include', () => configure(`[include]\n path = ${join(secret, '.git', 'config')}\n`)],
    [
      'an include through a link',
      () => {
        symlinkSync(join(secret, '.git', 'config'), join(project, 'inside'));
        configure('[include]\n path = ../inside\n');
      },
    ],
  ])('by %s tells nothing of the other one', async (_title, lead) => {
    lead();
    const { origin, originProblem } = await originOf();
    expect(origin).toBeUndefined();
    expect(originProblem).toContain(project);
    expect(originProblem).not.toContain('word');
  });

  it.runIf(process.getuid?.() === 0)(
    'by lying in that of somebody else tells nothing of that one',
    async () => {
      const inner = join(secret, 'deep', 'folder');
      mkdirSync(inner, { recursive: true });
      expect((await originOf(inner)).origin).toContain('secret/it');
      chownSync(join(secret, '.git'), 12_345, 12_345);
      expect(await originOf(inner)).toEqual({});
      expect((await originOf(secret)).origin).toContain('secret/it');
    },
  );
});

describe('a hostile configuration', () => {
  it.each([
    ['spaces in a section', `[${' '.repeat(4_000)}\n`, undefined],
    ['spaces in a value', `[remote "origin"]\n url = ${' '.repeat(500_000)}x\n`, 'x'],
    ['many sections', '[remote "x"]\n url = y\n'.repeat(40_000), undefined],
    ['a line without an end', `[${'a'.repeat(1_000_000)}`, undefined],
    ['an address that is too long', `[remote "origin"]\n url = ${'x'.repeat(4_097)}\n`, undefined],
    ['more than is ever needed', `#${'x'.repeat(3_000_000)}\n[remote "origin"]\n url = x\n`, undefined],
    ['an include of itself', '[include]\n path = config\n', undefined],
  ])('with %s is read by git alone', async (_title, text, origin) => {
    configure(text);
    expect((await originOf()).origin).toBe(origin);
  });

  it('runs nothing', async () => {
    const trap = join(folder, 'trap');
    const run = `touch ${trap}; true`;
    configure(
      `[core]\n fsmonitor = "${run}"\n sshCommand = "${run}"\n pager = "${run}"\n hooksPath = ${project}\n[alias]\n ls-remote = "!${run}"\n remote = "!${run}"\n config = "!${run}"\n[credential]\n helper = "!${run}"\n[remote "origin"]\n url = "ext::sh -c touch% ${trap}"\n vcs = evil\n`,
    );
    expect(await originOf()).toEqual({ origin: `ext::sh -c touch% ${trap}` });
    expect(existsSync(trap)).toBe(false);
  });

  it.each(['config', 'HEAD'])('that is a pipe in place of %s is not waited for', async (name) => {
    rmSync(join(project, '.git', name));
    execFileSync('mkfifo', [join(project, '.git', name)]);
    expect((await originOf()).origin).toBeUndefined();
  });

  it.each([
    ['addresses', '[remote "origin"]\n' + ' url = x\n'.repeat(1_001)],
    ['addresses without a name', '[remote "origin"]\n' + ' url\n'.repeat(100_000)],
    [
      'short forms',
      '[remote "origin"]\n url = x\n[url "y"]\n' +
        Array.from({ length: 20_000 }, (_, form) => ` insteadOf = ${form}\n`).join(''),
    ],
  ])('with too many %s is not looked for', async (_title, text) => {
    configure(text);
    const originProblem = `the git configuration of ${project} has more than 1000 addresses of remotes and short forms`;
    expect(await originOf()).toEqual({ originProblem });
  });

  it.each([
    ['an address', `[remote "origin"]\n url = https://${'x'.repeat(200_000)}\n`],
    ['an address over many lines', `[remote "origin"]\n url = ${'x\\\n'.repeat(200_000)}\n`],
    ['a short form', `[remote "origin"]\n url = x\n[url "y"]\n insteadOf = ${'x'.repeat(5_000)}\n`],
  ])('with %s that is too long is not looked for', async (_title, text) => {
    configure(text);
    const originProblem = `the address of origin in ${project} is longer than 4096 characters`;
    expect(await originOf()).toEqual({ originProblem });
  });

  it('is found among many short forms', async () => {
    const forms = Array.from({ length: 900 }, (_, form) => ` insteadOf = form-${form}:\n`).join('');
    configure(`[url "https://git.example/"]\n${forms}[remote "origin"]\n url = form-899:o/r\n`);
    expect(await originOf()).toEqual({ origin: 'https://git.example/o/r' });
  });

  it('without git tells so', async () => {
    configure('[remote "origin"]\n url = https://git.example/o/r\n');
    const checkout = findCheckout(project);
    if (checkout === undefined) throw new Error('There is no checkout.');
    const { originProblem } = await readOrigin(checkout, { PATH: dirname(home) });
    expect(originProblem).toBe(`origin of ${project} could not be read: git was not found on the PATH`);
  });
});
