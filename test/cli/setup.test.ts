import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../support/github/github-stand-in.ts';
import { BIN, type PoppoResult, runPoppo } from '../support/poppo.ts';
import { Terminal } from '../support/terminal.ts';
import { API_KEY } from '../support/agent-project.ts';
import { claudeBinary } from '../support/claude-binary.ts';
import { startAgent } from '../support/github/agent-stand-in.ts';
import { says } from '../support/model-api.ts';
import { processesNaming } from '../support/processes.ts';
import { warmHome } from '../support/warm-home.ts';

const folder = mkdtempSync(join(tmpdir(), 'poppo-setup-'));
const home = join(folder, 'home');
let github: GitHubStandIn;

beforeAll(async () => {
  execFileSync('chmod', ['711', folder]);
  mkdirSync(join(folder, 'bin'));
  mkdirSync(home);
  warmHome(home);
  symlinkSync(claudeBinary(), join(folder, 'bin/claude'));
  github = await startGitHub();
});
afterAll(async () => {
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A checkout of the repository, as far as its remote goes. */
function checkout(name: string, origin: string): string {
  const path = join(folder, name);
  execFileSync('git', ['init', '--quiet', path]);
  execFileSync('git', ['-C', path, 'remote', 'add', 'origin', origin]);
  return path;
}

async function poppo(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<PoppoResult> {
  const path = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
  return runPoppo(args, { cwd, home, env: { PATH: path, GITHUB_API_URL: github.url, ...env } });
}

const configurationOf = (cwd: string): string => readFileSync(join(cwd, 'poppobuilder.config.ts'), 'utf8');

interface Line {
  readonly check: string;
  readonly project?: string;
  readonly status: string;
  readonly message: string;
  readonly fix?: string;
}

const findingsOf = ({ stdout }: PoppoResult): Line[] =>
  stdout.split('\n').map((line) => JSON.parse(line) as Line);

it('init writes a valid configuration for the repository of the git remote, without a token and a question', async () => {
  const cwd = checkout('offline', 'git@github.com:acme/shop.git');
  const { exitCode, stdout } = await poppo(cwd, ['init', '--yes']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Set GITHUB_TOKEN') as string]);
  expect(stdout).toContain('/webhooks/github');
  expect(configurationOf(cwd)).toContain("repository: 'acme/shop'");
  expect(readdirSync(cwd).toSorted()).toEqual(['.git', 'poppobuilder.config.ts']);
  expect(await poppo(cwd, ['config', 'check', '--json'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('"projects":["shop"]') as string,
  });
});

it('init asks nobody who is not there, and never overwrites a configuration', async () => {
  const cwd = join(folder, 'empty');
  mkdirSync(cwd);
  const refused = await poppo(cwd, ['init']);
  expect([refused.exitCode, readdirSync(cwd)]).toEqual([2, []]);
  writeFileSync(join(cwd, 'poppobuilder.config.json'), '{"projects":{}}');
  expect(await poppo(cwd, ['init', '--yes'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('stays as it is') as string,
  });
  expect(readdirSync(cwd)).toEqual(['poppobuilder.config.json']);
});

describe.runIf(process.platform === 'linux')('init in a terminal', () => {
  const initIn = (cwd: string): Terminal =>
    new Terminal(`${process.execPath} ${BIN} init`, {
      cwd,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], POPPOBUILDER_HOME: home },
    });

  it('asks for the repository until it is one, and for the label, and writes what was answered', async () => {
    const cwd = join(folder, 'asked');
    mkdirSync(cwd);
    await using terminal = initIn(cwd);
    await terminal.seen(/Which repository on GitHub\?/);
    terminal.press('shop\r');
    await terminal.seen(/Write it as owner\/name/);
    terminal.press(`${'\u007F'.repeat('shop'.length)}acme/shop\r`);
    await terminal.seen(/Which label starts work on an issue\?/);
    terminal.press(`${'\u007F'.repeat('poppo'.length)}robot\r`);
    await terminal.seen(/poppobuilder\.config\.ts is written/);
    expect(await terminal.ended).toBe(0);
    expect(configurationOf(cwd)).toMatch(/shop: .*repository: 'acme\/shop'.*labels: \['robot'\]/s);
  });

  it('offers what it inferred, which Enter takes', async () => {
    const cwd = checkout('offered', 'git@github.com:acme/shelf.git');
    await using terminal = initIn(cwd);
    await terminal.seen(/Which repository on GitHub\?.*acme\/shelf/s);
    terminal.press('\r');
    await terminal.seen(/Which label starts work on an issue\?.*poppo/s);
    terminal.press('\r');
    expect(await terminal.ended).toBe(0);
    expect(configurationOf(cwd)).toMatch(/shelf: .*repository: 'acme\/shelf'.*labels: \['poppo'\]/s);
  });

  it('writes nothing when a question is cancelled', async () => {
    const cwd = join(folder, 'cancelled');
    mkdirSync(cwd);
    await using terminal = initIn(cwd);
    await terminal.seen(/Which repository on GitHub\?/);
    terminal.press('\u0003');
    await terminal.seen(/Nothing was written/);
    expect([await terminal.ended, readdirSync(cwd)]).toEqual([130, []]);
  });
});

it('init with a token uses it, and creates the labels that are missing; doctor then finds everything in order', async () => {
  const cwd = checkout('shop', 'https://github.com/acme/shop.git');
  const env = { GITHUB_TOKEN: github.token('poppo-bot') };
  const first = await poppo(cwd, ['init', '--yes'], env);
  expect([first.exitCode, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toContain('signs in poppo-bot, which may push to acme/shop');
  const { data: labels } = await github.api('anna').rest.issues.listLabelsForRepo(github.at);
  expect(labels.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['poppo', 'processing', 'waiting', 'awaiting-response', 'completed', 'failed']),
  );
  expect((await poppo(cwd, ['init', '--yes'], env)).stdout).toContain('all labels are there');

  await using agent = await startAgent({ turns: [says('ok')] });
  const healthy = await poppo(cwd, ['doctor', '--deep', '--json'], { ...env, ...agent.environment });
  const failed = findingsOf(healthy).filter(({ status }) => status === 'failed');
  expect([failed, healthy.exitCode]).toEqual([[], 0]);
  const checks = findingsOf(healthy).map(({ check, project }) =>
    project === undefined ? check : `${check} of ${project}`,
  );
  expect(checks).toEqual([
    'configuration',
    'git',
    'claude',
    'disk',
    'memory',
    'bubblewrap',
    'postgres',
    'address',
    'project of shop',
    'token of shop',
    'push of shop',
    'labels of shop',
    'clock',
    'claude-answer',
  ]);
  expect(agent.prompts()).toHaveLength(1);
  for (const secret of [env.GITHUB_TOKEN, API_KEY]) {
    expect(`${first.stdout}${healthy.stdout}`).not.toContain(secret);
  }
  expect(readdirSync(home).filter((name) => name.startsWith('doctor'))).toEqual([]);
  expect(processesNaming(folder)).toEqual([]);
}, 120_000);

it('doctor says what does not work, and how to fix it', async () => {
  const cwd = join(folder, 'shop');
  writeFileSync(join(folder, 'file'), '');
  const secret = github.token('mallory');
  const env = { GITHUB_TOKEN: secret, PATH: '/usr/bin:/bin', POPPOBUILDER_HOME: join(folder, 'file/home') };
  const found = await poppo(cwd, ['doctor', '--json'], env);
  expect(found.exitCode).toBe(1);
  const failed = findingsOf(found).filter(({ status }) => status === 'failed');
  expect(failed.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['claude', 'disk', 'postgres', 'push']),
  );
  expect(failed.filter(({ fix }) => (fix ?? '') === '')).toEqual([]);
  expect(`${found.stdout}${found.stderr}`).not.toContain(secret);
  const broken = join(folder, 'broken.config.json');
  writeFileSync(broken, JSON.stringify({ slots: 'many', projects: {} }));
  const shown = await poppo(cwd, ['doctor', '--config', broken], env);
  expect(shown.exitCode).toBe(1);
  expect(shown.stdout).toMatch(/^failed +configuration: .*slots/m);
  expect(shown.stdout).toMatch(/^ +fix: Fix them/m);
}, 60_000);
