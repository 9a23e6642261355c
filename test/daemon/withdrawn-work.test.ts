import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { createClient, type DaemonClient } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { openEmbeddedPostgres } from '@poppobuilder/embedded-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createQuickAgent } from '../github/faults/quick-agent.ts';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { RunningPoppo } from '../support/poppo.ts';
import { processesNaming } from '../support/processes.ts';

const PATIENTLY = { timeout: 120_000, interval: 100 };
const SECRETS = {
  GITHUB_WEBHOOK_SECRET: 'secret of the webhook of withdrawn work',
  POPPOBUILDER_TOKEN: 'token of a client of withdrawn work',
};
/** The agent's key, which only the agent may have. */
const KEY = 'key of the agent of withdrawn work';
const STATES = ['processing', 'waiting', 'awaiting-response', 'completed', 'failed'];

let world: GitHubWorld;
let folder: string;
let daemon: RunningPoppo;
let client: DaemonClient;
let token: string;

beforeAll(async () => {
  world = await createWorld();
  folder = dirname(world.home);
  // When we are root, the server's user has to enter it.
  for (const path of [folder, world.home]) chmodSync(path, 0o711);
  const agentFolder = join(folder, 'agent');
  mkdirSync(agentFolder);
  const agent = createQuickAgent(agentFolder);
  agent.does(`sh -c 'sleep 600; : ${folder}/never-ends'`);
  const { github } = world.projectConfig;
  const project = {
    path: world.projectPath,
    triggers: { github: { labels: ['poppo'], poll: 1_000 } },
    github,
    agent: { command: agent.command },
  };
  const configuration = { http: { port: 0 }, slots: 1, isolation: 'process', projects: { shop: project } };
  writeFileSync(join(folder, 'poppobuilder.config.json'), JSON.stringify(configuration));
  token = world.github.token('poppo-bot');
  const env = { ...SECRETS, GITHUB_TOKEN: token, ANTHROPIC_API_KEY: KEY };
  daemon = new RunningPoppo(['start', '--json'], { cwd: folder, home: world.home, env });
  await daemon.seen(/"event":"ready"/);
  client = createClient(socketTransport({ path: join(world.home, 'daemon.sock') }));
}, 120_000);

afterAll(async () => {
  daemon.process.kill('SIGKILL');
  await daemon.ended;
  try {
    for (const pid of processesNaming(folder)) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  await vi.waitUntil(() => processesNaming(folder).length === 0, PATIENTLY);
  await world[Symbol.asyncDispose]();
}, 60_000);

const agents = (): number[] => processesNaming(`${folder}/never-ends`);

/** Opens an issue that we work on, and resolves once the agent is at it. */
async function openIssue(): Promise<{ issue_number: number; id: string }> {
  const { data } = await world.github
    .api('anna')
    .rest.issues.create({ ...world.github.at, title: 'Wrong total', body: 'See above.', labels: ['poppo'] });
  await vi.waitUntil(() => agents().length > 0, PATIENTLY);
  const { items } = await client.tasks.list({ type: 'process-issue', state: 'running' });
  return { issue_number: data.number, id: items[0]?.id ?? '' };
}

/** What there is of the work on an issue. */
async function workOn({ issue_number, id }: Awaited<ReturnType<typeof openIssue>>): Promise<object> {
  const { state, attempts } = await client.tasks.get({ id });
  const { data } = await world.github.api('anna').rest.issues.get({ ...world.github.at, issue_number });
  const labels = data.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  return {
    agents: agents(),
    state,
    outcomes: attempts.map(({ outcome }) => outcome),
    labels: labels.filter((label) => STATES.includes(label)),
  };
}

const STOPPED = { agents: [], state: 'cancelled', outcomes: ['cancelled'], labels: [] };

describe('work on an issue is stopped and leaves no label', () => {
  it.runIf(process.platform === 'linux')(
    'when its label is removed; until then no process but the daemon has its secrets',
    async () => {
      const issue = await openIssue();
      expect(secretsIn(daemon.process.pid ?? 0)).toHaveLength(3);
      for (const pid of processesBelow(daemon.process.pid ?? 0))
        expect([pid, secretsIn(pid)]).toEqual([pid, []]);
      await world.github
        .api('anna')
        .rest.issues.removeLabel({ ...world.github.at, issue_number: issue.issue_number, name: 'poppo' });
      await expect.poll(async () => workOn(issue), PATIENTLY).toEqual(STOPPED);
    },
    180_000,
  );

  it('when it is closed', async () => {
    const issue = await openIssue();
    await world.github
      .api('anna')
      .rest.issues.update({ ...world.github.at, issue_number: issue.issue_number, state: 'closed' });
    await expect.poll(async () => workOn(issue), PATIENTLY).toEqual(STOPPED);
  }, 180_000);
});

it('no file of it and no row of the database has a secret', async () => {
  const secrets = [...Object.values(SECRETS), KEY, token];
  const entries = [world.home, world.projectPath].flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true }),
  );
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(join(world.home, 'database') + sep));
  expect(files).not.toEqual([]);
  const telling = files.filter((path) => {
    const text = readFileSync(path, 'latin1');
    return secrets.some((secret) => text.includes(secret));
  });
  expect(telling).toEqual([]);
  expect(await tablesWith(secrets)).toEqual([]);
});

/** Names the secrets in the environment of a process. */
function secretsIn(pid: number): string[] {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    return [...Object.values(SECRETS), token].filter((secret) => environment.includes(secret));
  } catch {
    // It has ended.
    return [];
  }
}

/** All processes that a process has started, and the embedded database, which is nobody's child. */
function processesBelow(root: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const parents = new Map(pids.flatMap((pid) => parentOf(pid)));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent === root || (parent > 1 && isBelow(parent));
  };
  const [postmaster = ''] = readFileSync(join(world.home, 'database/data/postmaster.pid'), 'utf8').split(
    '\n',
  );
  return [Number(postmaster), ...[...parents.keys()].filter(isBelow)];
}

function parentOf(pid: number): [number, number][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [[pid, Number(parent)]];
  } catch {
    // It has ended.
    return [];
  }
}

/** Names the tables of the daemon that have one of the texts in a row. */
async function tablesWith(texts: readonly string[]): Promise<string[]> {
  const server = await openEmbeddedPostgres({ folder: join(world.home, 'database') });
  const database = new pg.Client(server.connection);
  try {
    await database.connect();
    const { rows: tables } = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables).not.toEqual([]);
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await database.query(
        `SELECT FROM ${name} AS r WHERE EXISTS (SELECT FROM unnest($1::text[]) t WHERE strpos(r::text, t) > 0) LIMIT 1`,
        [texts],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  } finally {
    await database.end();
    await server.close();
  }
}
