import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentSubmission } from '@poppobuilder/agent';
import { TaskExecutor } from '@poppobuilder/core';
import { openEmbeddedPostgres } from '@poppobuilder/embedded-postgres';
import { createEngine, type Engine, type Hold } from '@poppobuilder/engine';
import { Client } from 'pg';
import { expect, inject, it } from 'vitest';
import agentRunPlugin from '../support/agent-run-plugin.ts';
import { claudeBinary } from '../support/claude-binary.ts';
import { type ApiAnswer, startScriptedApi } from '../support/scripted-api.ts';

const [LOGIN, KEY] = ['sk-ant-oat01-limited-0123456789', 'sk-ant-api03-other-0123456789'];
const TASKS = Math.min(10, inject('counts').tasksOfAnAccount);
/** In seconds. */
const HOUR = 3_600;
const PERMISSIONS = { commands: true, network: true, files: 'project', secrets: ['agent'] } as const;

/** How the stand-in has answered the requests of one account. */
interface Answered {
  readonly at: number;
  readonly isLimit: boolean;
}

/**
 * An account that is answered with each form of limit: an overloaded API, one that asks to slow down, a limit that resets, and the
 * same limit once more for whoever comes first afterwards. It recovers at the second reset.
 */
class LimitedAccount {
  readonly answered: Answered[] = [];
  /** When the limit resets; the first time is far away, until it is moved. */
  readonly resets: number[] = [];
  readonly #refusals = [...REFUSALS];

  answer(): ApiAnswer {
    const refused = this.#refusals.shift();
    if (refused !== undefined) return refused;
    const now = Date.now();
    if (this.resets.length === 0) this.resets.push(seconds(HOUR));
    else if (this.resets.length === 1 && now >= this.#reset) this.resets.push(seconds(4));
    const isLimit = now < this.#reset;
    this.answered.push({ at: now, isLimit });
    return isLimit ? atLimit(this.#reset) : ANSWER;
  }

  /** Makes the limit reset earlier than it was announced. */
  moveReset(to: number): void {
    this.resets[this.resets.length - 1] = to;
  }

  get #reset(): number {
    return this.resets.at(-1) ?? 0;
  }
}

/** What the API answers while it has too many requests. It says nothing about the account's limit. */
const REFUSALS: readonly ApiAnswer[] = [
  refusal(529, 'overloaded_error', {}),
  refusal(429, 'rate_limit_error', {}),
];

const ANSWER: ApiAnswer = { content: 'Done.', usage: { input_tokens: 10, output_tokens: 5 } };

/** What the API answers at the account's limit. */
function atLimit(resetsAt: number): ApiAnswer {
  const reset = String(resetsAt / 1_000);
  return refusal(429, 'rate_limit_error', {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': reset,
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    'anthropic-ratelimit-unified-5h-utilization': '1',
    'anthropic-ratelimit-unified-5h-reset': reset,
    'anthropic-ratelimit-unified-7d-utilization': '0.4',
    'anthropic-ratelimit-unified-7d-reset': reset,
  });
}

function refusal(status: number, type: string, headers: Record<string, string>): ApiAnswer {
  return { status, headers, body: { type: 'error', error: { type, message: 'later' } } };
}

/** In so many seconds from now, on a full second as the API announces it. */
function seconds(count: number): number {
  return Math.ceil(Date.now() / 1_000 + count) * 1_000;
}

it('of the tasks on two accounts none fails, one goes first after the reset, and none of the other account waits', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-limits-')));
  chmodSync(folder, 0o711);
  const limited = new LimitedAccount();
  await using api = await startScriptedApi(({ key }) => (key === LOGIN ? limited.answer() : ANSWER));
  // Two machines, each with an account of its own.
  const environmentOf = (account: Record<string, string>): Record<string, string | undefined> => ({
    PATH: process.env['PATH'],
    HOME: folder,
    ANTHROPIC_BASE_URL: api.url,
    CLAUDE_CODE_MAX_RETRIES: '0',
    ...account,
  });
  const environments = {
    limited: environmentOf({ CLAUDE_CODE_OAUTH_TOKEN: LOGIN }),
    other: environmentOf({ ANTHROPIC_API_KEY: KEY }),
  };
  const homeFolder = join(folder, 'home');
  const plugins = [agentRunPlugin];
  const runners = Object.entries(environments).map(([label, environment]) => {
    const runner = new TaskExecutor({ plugins, homeFolder, environment, concurrency: 3 });
    return { label, runner };
  });
  const server = await openEmbeddedPostgres({ folder: join(folder, 'server') });
  const { host, port, user, database } = server.connection;
  const url = `postgresql://${user}@${encodeURIComponent(host)}:${port}/${database}`;
  const engine = await createEngine({ database: { url }, plugins });
  const submit = async (projectId: keyof typeof environments, number: number): Promise<string> => {
    const projectPath = join(folder, projectId);
    mkdirSync(projectPath, { recursive: true });
    const projectConfig = { agent: { command: claudeBinary() } };
    const task = { type: 'agent-run', id: `${projectId}-${number}`, projectId, projectPath, projectConfig };
    const environment = environments[projectId];
    const { id } = await engine.submit(
      { ...task, request: { prompt: 'Say it.' } },
      {
        ...agentSubmission(task, { permissions: PERMISSIONS, homeFolder, environment }),
        requires: [projectId],
        retry: { limit: 0 },
      },
    );
    return id;
  };
  const held: string[] = [];
  const free: string[] = [];
  for (let number = 1; number <= TASKS; number += 1) {
    held.push(await submit('limited', number));
    free.push(await submit('other', number));
  }
  // One task reaches the limit, before others could start beside it.
  for (const { label, runner } of runners) engine.consume({ slots: 1, runner, labels: [label] });

  await expect.poll(async () => (await engine.holds.list()).length, { timeout: 30_000 }).toBe(1);
  const [hold] = await engine.holds.list();
  for (const { label, runner } of runners) engine.consume({ slots: 2, runner, labels: [label] });
  expect(hold).toMatchObject({ canary: true, reason: { code: 'USAGE_LIMIT' } });
  expect(limited.resets).toContain(hold?.until?.getTime());
  await hasWindows(engine, hold?.id);
  // The limit lasts for longer than the test: whatever waited for it would not be done.
  for (const id of free) await engine.tasks.wait(id);
  expect(await engine.holds.list()).toHaveLength(1);
  for (const id of held) {
    const { waitingFor } = await engine.tasks.explain(id);
    expect(waitingFor).toContainEqual(expect.objectContaining({ code: 'USAGE_LIMIT' }));
  }
  const reset = seconds(1);
  limited.moveReset(reset);
  await resetAt(engine, url, hold, reset);
  for (const id of held) await engine.tasks.wait(id);

  const outcomesOf = async (ids: readonly string[]): Promise<(string | undefined)[]> => {
    const tasks = await Promise.all(ids.map(async (id) => engine.tasks.get(id)));
    return tasks.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome));
  };
  expect(await outcomesOf(free)).toEqual(Array.from({ length: TASKS }, () => 'succeeded'));
  const outcomes = await outcomesOf(held);
  expect(outcomes.filter((outcome) => outcome === 'succeeded')).toHaveLength(TASKS);
  expect(outcomes.filter((outcome) => outcome !== 'succeeded')).toEqual(
    Array.from({ length: REFUSALS.length + 2 }, () => 'deferred'),
  );
  await assertOneGoesFirst(engine, held, hold?.placedAt ?? new Date());
  expect(limited.answered.map(({ isLimit }) => isLimit)).toEqual([
    true,
    true,
    ...Array.from({ length: TASKS }, () => false),
  ]);
  expect(await engine.holds.list()).toEqual([]);
  await engine.close();
  for (const { runner } of runners) await runner.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}, 180_000);

async function hasWindows(engine: Engine, key: string | undefined): Promise<void> {
  const [account] = await engine.accounts.list();
  expect(account?.key).toBe(key);
  expect(account?.windows).toMatchObject([
    { name: 'five_hour', used: 1 },
    { name: 'seven_day', used: 0.4 },
  ]);
}

/** Of the attempts that started under the hold, none ran beside another one until the first had succeeded. */
async function assertOneGoesFirst(engine: Engine, ids: readonly string[], placedAt: Date): Promise<void> {
  const tasks = await Promise.all(ids.map(async (id) => engine.tasks.get(id)));
  const later = tasks
    .flatMap(({ attempts }) => attempts)
    .filter(({ startedAt }) => startedAt > placedAt)
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  const first = later.findIndex(({ outcome }) => outcome === 'succeeded');
  // The limit is reached once more by the first that tries it.
  expect(first).toBe(1);
  for (const [index, { endedAt }] of later.slice(0, first + 1).entries()) {
    const next = later[index + 1]?.startedAt.getTime() ?? Infinity;
    expect(next).toBeGreaterThanOrEqual(endedAt?.getTime() ?? Infinity);
  }
}

/** Makes the limit of a hold, and what was deferred, end then. */
async function resetAt(
  engine: Engine,
  connectionString: string,
  hold: Hold | undefined,
  reset: number,
): Promise<void> {
  if (hold === undefined) throw new Error('The account is not held.');
  const { id, scope, reason } = hold;
  const until = new Date(reset);
  await engine.holds.place({ id, scope, reason, until, canary: true });
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(
    `UPDATE poppobuilder_boss.job SET start_after = $1 WHERE state = 'retry' AND start_after > $1`,
    [until],
  );
  await client.end();
}
