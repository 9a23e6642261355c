import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMasker, TaskError, TaskExecutor, withMiddleware } from '@poppobuilder/core';
import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { createEngine, type Engine, type SubmitOptions } from '@poppobuilder/engine';
import { connectGitHub } from '@poppobuilder/github';
import { WaitWatch } from '@poppobuilder/github-tasks';
import processIssue from '@poppobuilder/plugin-process-issue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WRITES_A_FILE } from './faults/quick-agent.ts';
import { BOT, QuickWorld } from './faults/quick-world.ts';

let quick: QuickWorld;
let engine: Engine;
let watch: WaitWatch;
const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-waiting-'));
const errors: unknown[] = [];

beforeAll(async () => {
  chmodSync(folder, 0o711);
  quick = await QuickWorld.create();
  quick.agent.does(WRITES_A_FILE);
  engine = await createEngine({ database: { folder: join(folder, 'server') }, plugins: [processIssue] });
  watch = watchOf({});
}, 60_000);
afterAll(async () => {
  await watch.close();
  await engine.close();
  await quick[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function watchOf(fields: { readonly language?: string }): WaitWatch {
  const config = asProjectConfig({ github: quick.world.projectConfig.github ?? {}, ...fields });
  const masker = createMasker([]);
  const github = connectGitHub({ config, origin: undefined, masker }, quick.github.token(BOT));
  return new WaitWatch({
    tasks: engine.tasks,
    project: async () => ({ github, config, masker }),
    onError: (error) => void errors.push(error),
    logger: { warn: (...entry: unknown[]) => void errors.push(entry) },
  });
}

async function submit(issueNumber: number, options: SubmitOptions): Promise<string> {
  const { githubToken: _, ...projectConfig } = quick.world.projectConfig;
  const task = { ...quick.world.task('process-issue', { issueNumber }), projectConfig };
  return (await engine.submit(task, { ...options, concurrencyKey: `issue-${issueNumber}` })).id;
}

/** The one reply on an issue. */
async function replyOn(number: number): Promise<string> {
  const replies = await quick.replies(number);
  expect(replies).toHaveLength(1);
  return replies[0]?.body.replaceAll(/<!--.*?-->\n/g, '') ?? '';
}

it('a task that needs an approval shows that it waits, and uses the same reply once it has started', async () => {
  const number = await quick.openIssue();
  const id = await submit(number, { approval: { message: 'It deploys the <b>shop</b>, @anna.' } });
  await watch.check();
  expect(await quick.labels(number)).toEqual(['waiting']);
  expect(await replyOn(number)).toMatch(
    /^This is waiting for an approval\.\n\n> It deploys the bshop\/b, .*anna\.\n\nI will start when it is approved\.$/,
  );
  const before = quick.github.faults.journal.length;
  await watch.check();
  // Another process looks, too, and finds everything reported.
  await watchOf({}).check();
  const writes = quick.github.faults.journal.slice(before).filter(({ method }) => method !== 'GET');
  expect(writes).toEqual([]);
  await engine.tasks.approve(id, { by: 'anna' });
  const { settings } = quick.world;
  const environment = { ...settings.environment, GITHUB_TOKEN: quick.github.token(BOT) };
  const runner = new TaskExecutor({ ...settings, environment, plugins: [processIssue] });
  const consumer = engine.consume({ slots: 1, runner });
  await engine.tasks.wait(id);
  await consumer.stop();
  await runner.close();
  await watch.check();
  expect(await quick.labels(number)).toEqual(['awaiting-response']);
  expect(await replyOn(number)).toMatch(/I opened pull request/);
  expect(errors).toEqual([]);
}, 60_000);

it('a held task says until when in the language of the project, follows changes, and says that it was stopped', async () => {
  const number = await quick.openIssue();
  const other = await quick.openIssue();
  const japanese = watchOf({ language: 'ja' });
  const hold = { id: 'limit', scope: { key: 'account' }, reason: { code: 'USAGE_LIMIT', message: 'At it.' } };
  await engine.holds.place({ ...hold, until: new Date('2100-01-01T00:00:00Z') });
  const id = await submit(number, { holdKeys: ['account'] });
  const free = await submit(other, {});
  await japanese.check();
  expect(await quick.labels(number)).toEqual(['waiting']);
  expect(await quick.labels(other)).toEqual([]);
  expect(await quick.replies(other)).toEqual([]);
  expect(await replyOn(number)).toContain('2100-01-01 00:00 UTC 以降に自動的に再開します。');
  await engine.holds.place({ ...hold, until: new Date('2100-02-01T00:00:00Z') });
  await japanese.check();
  expect(await replyOn(number)).toContain('2100-02-01 00:00 UTC');
  await engine.tasks.cancel(id, { reason: 'Not needed.' });
  await engine.tasks.cancel(free);
  await japanese.check();
  expect(await quick.labels(number)).toEqual([]);
  expect(await replyOn(number)).toMatch(/^開始する前に中止されました。\n\n> .*Not needed\./);
  const third = await quick.openIssue();
  const unseen = await submit(third, { holdKeys: ['account'] });
  await japanese.check();
  expect(await quick.labels(third)).toEqual(['waiting']);
  await japanese.close();
  await engine.tasks.cancel(unseen);
  // Another process finds what was stopped while nobody watched.
  await watchOf({}).check();
  expect(await quick.labels(third)).toEqual([]);
  expect(await replyOn(third)).toContain('This was stopped before I could start it.');
  expect(errors).toEqual([]);
}, 60_000);

it.each(['waiting', 'processing'])(
  'a task that is stopped between two attempts leaves no label, also not %s',
  async (label) => {
    const number = await quick.openIssue();
    const hold = { id: 'later', scope: { key: 'later' }, reason: { code: 'HOLD', message: 'Later.' } };
    await engine.holds.place(hold);
    const id = await submit(number, { holdKeys: ['later'] });
    await watchOf({}).check();
    await engine.holds.release('later');
    const deferral = new TaskError({
      code: 'COMPONENT_FAILED',
      message: 'Busy.',
      deferred: true,
      retryAfter: 3_600_000,
    });
    const executor = new TaskExecutor({ ...quick.world.settings, plugins: [processIssue] });
    const runner = withMiddleware(executor, async () => Promise.reject(deferral));
    const consumer = engine.consume({ slots: 1, runner });
    await expect.poll(async () => (await engine.tasks.get(id)).attempts.at(-1)?.outcome).toBe('deferred');
    await consumer.stop();
    await executor.close();
    const watching = watchOf({});
    await watching.check();
    // A worker that is killed leaves the label of its attempt.
    const { at } = quick.github;
    await quick.github.api('anna').rest.issues.setLabels({ ...at, issue_number: number, labels: [label] });
    await engine.tasks.cancel(id, { reason: 'The label was removed.' });
    await watching.check();
    expect(await quick.labels(number)).toEqual([]);
    expect(await replyOn(number)).toMatch(
      /^This was stopped before I could continue\.\n\n> The label was removed/,
    );
    expect(errors).toEqual([]);
  },
  60_000,
);
