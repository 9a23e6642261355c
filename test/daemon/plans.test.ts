import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient, type DaemonClient } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createQuickAgent } from '../github/faults/quick-agent.ts';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { RunningPoppo, runPoppo } from '../support/poppo.ts';
import { processesNaming } from '../support/processes.ts';

const PATIENTLY = { timeout: 40_000, interval: 100 };
const BOT = 'poppo-bot';
const SECRET = 'secret of the webhook of plans';

let world: GitHubWorld;
let folder: string;
let runs: string;
let environment: Readonly<Record<string, string>>;
let daemon: RunningPoppo;
let url: string;
let client: DaemonClient;

beforeAll(async () => {
  world = await createWorld();
  folder = dirname(world.home);
  // When we are root, the server's user has to enter it.
  for (const path of [folder, world.home]) chmodSync(path, 0o711);
  const agentFolder = join(folder, 'agent');
  mkdirSync(agentFolder);
  runs = join(agentFolder, 'runs.log');
  const agent = createQuickAgent(agentFolder);
  agent.does(
    `echo "$session" >> '${runs}'; case " $* " in *=plan*) echo draft > draft.txt;; *) echo done > agent.txt;; esac`,
  );
  const { github } = world.projectConfig;
  writeFileSync(
    join(folder, 'poppobuilder.config.json'),
    JSON.stringify({
      http: { port: 0 },
      slots: 1,
      isolation: 'process',
      projects: {
        shop: {
          path: world.projectPath,
          approval: 'plan',
          triggers: { github: { labels: ['poppo'], poll: 1_000 } },
          github,
          agent: { command: agent.command },
        },
      },
    }),
  );
  environment = {
    GITHUB_TOKEN: world.github.token(BOT),
    GITHUB_WEBHOOK_SECRET: SECRET,
    ANTHROPIC_API_KEY: 'key of tests',
  };
  await start();
}, 120_000);

afterAll(async () => {
  daemon.process.kill('SIGKILL');
  await daemon.ended;
  for (const pid of processesNaming(folder)) process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => processesNaming(folder).length === 0, PATIENTLY);
  await world[Symbol.asyncDispose]();
}, 60_000);

async function start(): Promise<void> {
  daemon = new RunningPoppo(['start', '--json'], { cwd: folder, home: world.home, env: environment });
  const [line] = await daemon.seen(/\{.*"event":"ready".*\}/);
  ({ url } = JSON.parse(line) as { url: string });
  client = createClient(socketTransport({ path: join(world.home, 'daemon.sock') }));
}

async function killAndStart(): Promise<void> {
  daemon.process.kill('SIGKILL');
  await daemon.ended;
  await start();
}

const poppo = async (...args: readonly string[]): Promise<number | null> =>
  (await runPoppo(args, { cwd: folder, home: world.home })).exitCode;

async function deliver(name: string, delivery: string, payload: object): Promise<void> {
  const { owner, repo } = world.github.at;
  const body = JSON.stringify({ repository: { full_name: `${owner}/${repo}` }, ...payload });
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-github-event': name,
    'x-github-delivery': delivery,
    'x-hub-signature-256': signature,
  };
  const { status } = await fetch(`${url}/webhooks/github`, { method: 'POST', headers, body });
  expect(status).toBe(202);
}

/** Opens an issue that is worked on, and resolves with its number and its task once the plan waits. */
async function openPlanned(title: string): Promise<{ readonly number: number; readonly id: string }> {
  const { at } = world.github;
  const { data } = await world.github.api('anna').rest.issues.create({ ...at, title, labels: ['poppo'] });
  const { number } = data;
  await deliver('issues', `opened-${number}`, { action: 'opened', issue: { number } });
  const id = await vi.waitFor(async () => {
    const { items } = await client.tasks.list({ type: 'process-issue' });
    const [task] = items;
    expect(task).toMatchObject({
      key: `${at.owner}/${at.repo}#${number}`,
      state: 'blocked',
      waitingFor: { code: 'APPROVAL' },
    });
    return task?.id ?? '';
  }, PATIENTLY);
  return { number, id };
}

const replies = async (number: number): Promise<string[]> => {
  const { data } = await world.github
    .api('anna')
    .rest.issues.listComments({ ...world.github.at, issue_number: number });
  return data.filter(({ user }) => user?.login === BOT).map(({ body = '' }) => body);
};

const labels = async (number: number): Promise<string[]> => {
  const { data } = await world.github
    .api('anna')
    .rest.issues.listLabelsOnIssue({ ...world.github.at, issue_number: number });
  return data.map(({ name }) => name);
};

const countRuns = (): number => (existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n').length : 0);

const reaches = async (id: string, state: string): Promise<void> =>
  vi.waitFor(async () => expect(await client.tasks.get({ id })).toMatchObject({ state }), PATIENTLY);

it('a plan waits through kill -9, and is carried out once though the daemon is killed after its approval', async () => {
  const { at } = world.github;
  const anna = world.github.api('anna').rest;
  const { number, id } = await openPlanned('Wrong total');
  expect(await labels(number)).toEqual(['poppo', 'waiting']);
  await killAndStart();
  expect(await client.tasks.get({ id })).toMatchObject({
    state: 'blocked',
    task: { type: 'process-issue', issueNumber: number },
    waitingFor: { code: 'APPROVAL' },
  });
  await client.projects.pause({ id: 'shop' });
  const written = { ...at, issue_number: number, body: '/poppo approve' };
  const { data: comment } = await anna.issues.createComment(written);
  await deliver('issue_comment', 'approval', { action: 'created', issue: { number }, comment });
  await reaches(id, 'queued');
  await killAndStart();
  expect(await client.tasks.get({ id })).toMatchObject({ waitingFor: { code: 'HOLD' } });
  expect(countRuns()).toBe(1);
  await client.projects.resume({ id: 'shop' });
  await reaches(id, 'succeeded');
  const [plan, result, ...others] = await replies(number);
  expect(others).toEqual([]);
  expect(plan).toContain('This is a plan');
  expect(result).toMatch(/I opened pull request/);
  expect(countRuns()).toBe(2);
  expect(await labels(number)).toEqual(['poppo', 'awaiting-response']);
  const { data: pulls } = await anna.pulls.list({ ...at, state: 'all' });
  expect(pulls).toHaveLength(1);
}, 150_000);

it('a rejection on the command line is told on the issue, and nothing is carried out', async () => {
  const { number, id } = await openPlanned('Wrong date');
  const before = countRuns();
  expect(await poppo('reject', id, '--reason', 'Too risky.')).toBe(0);
  const task = await client.tasks.get({ id });
  expect(task).toMatchObject({ state: 'cancelled' });
  expect(JSON.stringify(task)).toContain('Too risky.');
  await expect(client.tasks.approve({ id })).rejects.toMatchObject({ status: 409 });
  await vi.waitFor(async () => {
    expect((await replies(number)).at(-1)).toContain('Too risky.');
    expect(await labels(number)).toEqual(['poppo']);
  }, PATIENTLY);
  expect(await replies(number)).toHaveLength(2);
  expect(countRuns()).toBe(before);
}, 150_000);
