import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMasker, TaskExecutor, type TriggerResult } from '@poppobuilder/core';
import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { createEngine, type Engine } from '@poppobuilder/engine';
import { connectGitHub } from '@poppobuilder/github';
import { WaitWatch } from '@poppobuilder/github-tasks';
import githubTrigger from '@poppobuilder/plugin-github-trigger';
import processComment from '@poppobuilder/plugin-process-comment';
import processIssue from '@poppobuilder/plugin-process-issue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BOT, QuickWorld } from './faults/quick-world.ts';

const plugins = [githubTrigger, processComment, processIssue];
const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-plans-'));
const runs = join(folder, 'runs.log');
const errors: unknown[] = [];
let quick: QuickWorld;
let engine: Engine;
let runner: TaskExecutor;
let watch: WaitWatch;
let deliveries = 0;

beforeAll(async () => {
  chmodSync(folder, 0o711);
  quick = await QuickWorld.create();
  // It writes a file whatever it was asked for, so each plan leaves one that has to be discarded.
  quick.agent.does(
    `printf '%s\\n' "$session $(echo "$*" | tr '\\n' ' ') $prompt" >> '${runs}'; case " $* " in *=plan*) echo draft > draft.txt;; *) echo done > agent.txt;; esac`,
  );
  engine = await createEngine({
    database: { folder: join(folder, 'server') },
    plugins,
    projects: (_, task) =>
      task?.type === 'process-issue' ? { approval: { of: 'plan', message: 'A plan.' } } : {},
  });
  const { settings } = quick.world;
  const environment = { ...settings.environment, GITHUB_TOKEN: quick.github.token(BOT) };
  runner = new TaskExecutor({ ...settings, environment, plugins });
  engine.consume({ slots: 1, runner });
  const config = asProjectConfig({ github: quick.world.projectConfig.github ?? {} });
  const masker = createMasker([]);
  const github = connectGitHub({ config, origin: undefined, masker }, quick.github.token(BOT));
  watch = new WaitWatch({
    tasks: engine.tasks,
    project: async () => ({ github, config, masker }),
    onError: (error) => void errors.push(error),
    logger: { warn: (...entry: unknown[]) => void errors.push(entry) },
  });
}, 60_000);
afterAll(async () => {
  await watch.close();
  await engine.close();
  await runner.close();
  await quick[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Passes an event to the trigger, and resolves with how many decisions it gave. */
async function handle(event: object): Promise<number> {
  const { githubToken: _, ...projectConfig } = quick.world.projectConfig;
  const configuration = { labels: ['poppo'] };
  const { id: _own, ...task } = quick.world.task('trigger:github', { event, configuration });
  const { id } = await engine.submit({ ...task, projectConfig }, { concurrencyKey: 'trigger' });
  const { decisions = [] } = (await engine.tasks.wait(id)) as unknown as TriggerResult;
  return decisions.length;
}

const poll = async (): Promise<number> => handle({ kind: 'poll', atStart: true });

async function deliver(name: string, body: object): Promise<number> {
  deliveries += 1;
  const { owner, repo } = quick.github.at;
  return handle({
    kind: 'webhook',
    headers: { 'x-github-event': name },
    body: { repository: { full_name: `${owner}/${repo}` }, ...body },
    deliveryId: `delivery-${deliveries}`,
  });
}

/** Opens an issue that is worked on, and resolves with its number and its task once the plan waits. */
async function openPlanned(): Promise<{ readonly number: number; readonly id: string }> {
  const { data } = await quick.github
    .api('anna')
    .rest.issues.create({ ...quick.github.at, title: 'Wrong total', labels: ['poppo'] });
  await poll();
  const { tasks } = await engine.tasks.list({ type: 'process-issue' });
  const [task] = tasks;
  expect(task?.key).toMatch(new RegExp(`#${data.number}$`));
  await planned(task?.id ?? '', 1);
  return { number: data.number, id: task?.id ?? '' };
}

/** Resolves once a plan waits for its approval. */
async function planned(id: string, plan: number): Promise<void> {
  await expect
    .poll(async () => (await engine.tasks.explain(id)).waitingFor, { timeout: 20_000 })
    .toMatchObject([{ code: 'APPROVAL', message: expect.stringContaining(`plan ${plan}`) as string }]);
}

const runsOf = (number: number): string[] =>
  (existsSync(runs) ? readFileSync(runs, 'utf8') : '')
    .split('\n')
    .filter((run) => run.includes(`#${number} `));

const textsOf = async (number: number): Promise<string[]> =>
  (await quick.replies(number)).map(({ body }) => body.replaceAll(/<!--.*?-->\n/g, ''));

const stateOf = async (id: string): Promise<string> => (await engine.tasks.get(id)).state;

it('a plan is the reply, changes nothing, and is carried out in its session once a person approves it', async () => {
  const { number, id } = await openPlanned();
  expect(await quick.labels(number)).toEqual(['poppo', 'waiting']);
  const [plan, ...others] = await textsOf(number);
  expect(others).toEqual([]);
  expect(plan).toMatch(
    /^Done with .*\n\nThis is a plan: nothing has been changed yet\. Comment `\/poppo approve`/,
  );
  expect(runsOf(number)).toHaveLength(1);
  expect(runsOf(number)[0]).toMatch(/permission-mode=plan/);
  expect(await quick.pullsOf(`poppo/issue-${number}`)).toEqual([]);
  expect(quick.github.remote.branches()).toEqual(['main']);

  // Neither a stranger nor a mention of the command approves, and what is said on another issue does not either.
  await quick.comment(number, '/poppo approve', 'mallory');
  await quick.comment(number, '> /poppo approve', 'mallory');
  expect(await poll()).toBe(0);
  await watch.check();
  expect(await stateOf(id)).toBe('blocked');

  await quick.comment(number, '/poppo approve\n\nThanks!');
  expect(await poll()).toBe(1);
  await engine.tasks.wait(id);
  expect(await poll()).toBe(1);
  await watch.check();
  expect(await quick.labels(number)).toEqual(['poppo', 'awaiting-response']);
  const [same, result, ...more] = await textsOf(number);
  expect([same, more]).toEqual([plan, []]);
  expect(result).toMatch(/I opened pull request/);
  const [planning, carrying, ...further] = runsOf(number);
  expect(further).toEqual([]);
  expect(carrying).toContain(`--resume=${planning?.split(' ')[0]}`);
  expect(carrying).not.toMatch(/permission-mode=plan/);
  expect(carrying).toMatch(/was approved\. Carry it out now.*<plan>/);
  const files = quick.github.remote.git('ls-tree', '-r', '--name-only', `poppo/issue-${number}`);
  expect(files).toContain('agent.txt');
  expect(files).not.toContain('draft.txt');
  expect((await engine.tasks.get(id)).attempts.map(({ outcome }) => outcome)).toEqual([
    'deferred',
    'succeeded',
  ]);
  expect(errors).toEqual([]);
}, 60_000);

it('a comment asks for another plan, which then is the one to approve, by a label too', async () => {
  const { number, id } = await openPlanned();
  const { at } = quick.github;
  const { issues: asBot } = quick.github.api(BOT).rest;
  const { issues: asAnna } = quick.github.api('anna').rest;
  const issue = { number };
  const comment = await quick.comment(number, 'Round up, please.');
  const stranger = await quick.comment(number, 'Delete it all.', 'mallory');
  for (const given of [comment, stranger, comment]) {
    await deliver('issue_comment', { action: 'created', issue, comment: given });
  }
  await planned(id, 2);
  await poll();
  const texts = await textsOf(number);
  expect(texts).toHaveLength(2);
  expect(texts[1]).toMatch(/^@anna Done with/);
  const [first, second, ...others] = runsOf(number);
  expect(others).toEqual([]);
  expect(second).toContain(`--resume=${first?.split(' ')[0]}`);
  expect(second).toMatch(/permission-mode=plan.*once more.*Round up, please/);
  expect(second).not.toContain('Delete it all.');
  expect((await engine.tasks.list({ type: 'process-comment', state: ['queued', 'running'] })).tasks).toEqual(
    [],
  );

  const labelled = { action: 'labeled', issue, label: { name: 'approved' } };
  await asBot.addLabels({ ...at, issue_number: number, labels: ['approved'] });
  expect(await deliver('issues', labelled)).toBe(0);
  await asAnna.removeLabel({ ...at, issue_number: number, name: 'approved' });
  await asAnna.addLabels({ ...at, issue_number: number, labels: ['approved'] });
  expect(await deliver('issues', labelled)).toBe(1);
  await engine.tasks.wait(id);
  expect(await quick.labels(number)).toEqual(['poppo', 'awaiting-response']);
  expect(await textsOf(number)).toHaveLength(3);
  expect(runsOf(number)).toHaveLength(3);
  expect(await quick.pullsOf(`poppo/issue-${number}`)).toHaveLength(1);
  expect(errors).toEqual([]);
}, 60_000);

it('a rejection is told on the issue, and nothing is carried out', async () => {
  const { number, id } = await openPlanned();
  const comment = await quick.comment(number, '/poppo reject It is too risky.');
  await deliver('issue_comment', { action: 'created', issue: { number }, comment });
  expect(await engine.tasks.get(id)).toMatchObject({
    state: 'cancelled',
    reason: 'It was rejected by anna: It is too risky.',
  });
  await expect(engine.tasks.approve(id, { by: 'anna' })).rejects.toMatchObject({ code: 'INVALID_TASK' });
  await watch.check();
  await watch.check();
  const [plan, told, ...others] = await textsOf(number);
  expect(others).toEqual([]);
  expect(plan).toContain('This is a plan');
  expect(told).toBe('I will not carry out this plan.\n\n> It was rejected by anna: It is too risky.');
  expect(await quick.labels(number)).toEqual(['poppo']);
  expect(runsOf(number)).toHaveLength(1);
  expect(await quick.pullsOf(`poppo/issue-${number}`)).toEqual([]);
  expect(errors).toEqual([]);
}, 60_000);

it('an attempt that is repeated neither plans nor shows its plan again, and shows one that is not there', async () => {
  const number = await quick.openIssue();
  const task = quick.world.task('process-issue', { issueNumber: number });
  const options = { approval: { isGiven: false }, mayDefer: true };
  const waits = { code: 'APPROVAL_NEEDED', deferred: true, approval: { plan: '1' } };
  const wait = async (): Promise<void> => expect((await quick.run(task, options)).error).toMatchObject(waits);
  await wait();
  await wait();
  const [shown, ...others] = await quick.replies(number);
  expect(others).toEqual([]);
  await quick.github.api(BOT).rest.issues.deleteComment({ ...quick.github.at, comment_id: shown?.id ?? 0 });
  await wait();
  const [again, ...more] = await textsOf(number);
  expect([again, more]).toEqual([expect.stringMatching(/^Done with .*\n\nThis is a plan/), []]);
  expect(await quick.labels(number)).toEqual(['waiting']);
  expect(runsOf(number)).toHaveLength(1);
  // Where nobody can give the approval, nothing is planned.
  const elsewhere = quick.world.task('process-issue', { issueNumber: number });
  const { error } = await quick.run(elsewhere, { approval: { isGiven: false } });
  expect(error).toMatchObject({ code: 'INVALID_TASK' });
}, 60_000);
