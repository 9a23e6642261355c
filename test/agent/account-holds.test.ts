import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentSettingsInput, agentSubmission } from '@poppobuilder/agent';
import { TaskExecutor } from '@poppobuilder/core';
import { createEngine, type Engine, type Hold } from '@poppobuilder/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import agentRunPlugin from '../support/agent-run-plugin.ts';

const PERMISSIONS = { commands: true, network: true, files: 'project', secrets: ['agent'] } as const;
/** A full minute in some hours, as messages and events announce it. */
const RESET = Math.ceil(Date.now() / 60_000 + 180) * 60_000;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-holds-')));
const homeFolder = join(folder, 'home');
const environment = { PATH: process.env['PATH'], HOME: folder };
let engine: Engine;
let runner: TaskExecutor;

beforeAll(async () => {
  chmodSync(folder, 0o711);
  engine = await createEngine({ database: { folder: join(folder, 'server') }, plugins: [agentRunPlugin] });
  runner = new TaskExecutor({ plugins: [agentRunPlugin], homeFolder, environment });
  engine.consume({ slots: 1, runner });
}, 60_000);
afterAll(async () => {
  await engine.close();
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Account {
  /** Submits a task of the account, and resolves with its id. */
  readonly submit: () => Promise<string>;
  /** The hold for the account. */
  readonly hold: () => Promise<Hold | undefined>;
}

/** Makes an account whose agent says these events, and ends so. */
function accountOf(
  name: string,
  events: readonly object[],
  exitCode: number,
  config: AgentSettingsInput,
): Account {
  const projectPath = join(folder, name);
  mkdirSync(projectPath);
  const command = join(folder, `${name}-agent`);
  const lines = events.map((event) => `echo '${JSON.stringify(event)}'`);
  writeFileSync(command, ['#!/bin/sh', 'read -r prompt', ...lines, `exit ${exitCode}`, ''].join('\n'), {
    mode: 0o755,
  });
  // An account is the folder in which the agent is signed in.
  const configDirectory = join(folder, `${name}-login`);
  const projectConfig = { agent: { ...config, command, configDirectory } };
  const task = { type: 'agent-run', projectId: name, projectPath, projectConfig };
  const submission = agentSubmission(
    { id: 'new', ...task },
    { permissions: PERMISSIONS, homeFolder, environment },
  );
  return {
    async submit() {
      const given = { ...task, request: { prompt: 'Say it.' } };
      return (await engine.submit(given, { ...submission, retry: { limit: 0 } })).id;
    },
    async hold() {
      const [key] = submission.holdKeys;
      return (await engine.holds.list()).find(({ id }) => id === key);
    },
  };
}

const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'Done.',
  session_id: 'one',
  num_turns: 1,
  modelUsage: {},
  permission_denials: [],
};

it('with stopAt, the tasks of an account wait before its limit is reached, until it resets', async () => {
  const used = {
    type: 'rate_limit_event',
    rate_limit_info: {
      status: 'allowed_warning',
      unifiedWindows: { five_hour: { utilization: 0.93, resetsAt: RESET / 1_000 } },
    },
  };
  const account = accountOf('early', [used, RESULT], 0, { stopAt: 0.9 });
  // The task that learns of it is done.
  await engine.tasks.wait(await account.submit());
  expect(await account.hold()).toMatchObject({
    reason: { code: 'USAGE_LIMIT', message: expect.stringContaining('93 %') as string },
    until: new Date(RESET),
  });
  const id = await account.submit();
  expect(await engine.tasks.explain(id)).toMatchObject({
    waitingFor: [{ code: 'USAGE_LIMIT', until: new Date(RESET) }],
  });
  // Without the setting, tasks go on.
  const other = accountOf('late', [used, RESULT], 0, {});
  await engine.tasks.wait(await other.submit());
  await engine.tasks.wait(await other.submit());
  expect(await other.hold()).toBeUndefined();
}, 60_000);

/** The message of a limit, which says when it resets. */
const limitEvent = (): object => {
  const [hours, minutes] = new Date(RESET).toISOString().slice(11, 16).split(':').map(Number) as [
    number,
    number,
  ];
  const time = `${hours % 12 === 0 ? 12 : hours % 12}:${String(minutes).padStart(2, '0')}${hours < 12 ? 'am' : 'pm'}`;
  const result = `You have hit your session limit · resets ${time} (UTC)`;
  return { ...RESULT, is_error: true, result };
};

it('a limit whose message says when it resets holds the account until then, and fails no task', async () => {
  const account = accountOf('told', [limitEvent()], 1, {});
  const first = await account.submit();
  await expect.poll(async () => (await engine.tasks.get(first)).attempts.at(-1)?.outcome).toBe('deferred');
  expect(await account.hold()).toMatchObject({ reason: { code: 'USAGE_LIMIT' }, until: new Date(RESET) });
  expect((await engine.tasks.get(first)).state).toBe('scheduled');
  const later = await account.submit();
  const { waitingFor } = await engine.tasks.explain(later);
  expect(waitingFor).toMatchObject([{ code: 'USAGE_LIMIT', until: new Date(RESET) }]);
}, 60_000);

it('with resumeAfterLimit false, the account waits for a person, who lets its tasks start', async () => {
  const account = accountOf('patient', [limitEvent()], 1, { resumeAfterLimit: false });
  const first = await account.submit();
  await expect.poll(async () => (await engine.tasks.get(first)).attempts.at(-1)?.outcome).toBe('deferred');
  const hold = await account.hold();
  expect(hold).toMatchObject({ reason: { code: 'USAGE_LIMIT' } });
  expect(hold?.until).toBeUndefined();
  const later = await account.submit();
  await engine.holds.release(hold?.id ?? '');
  await expect.poll(async () => (await engine.tasks.get(later)).attempts.at(-1)?.outcome).toBe('deferred');
}, 60_000);
