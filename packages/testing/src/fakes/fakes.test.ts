import { CodingAgent } from '@poppobuilder/agent';
import {
  CommandRunner,
  definePlugin,
  defineTaskHandler,
  type Permissions,
  ProcessSupervisor,
  ProjectLog,
  type ResolvedServices,
  StateStore,
} from '@poppobuilder/core';
import { Authors, ClaimAuthority, GitHub, IssueLabels, Replies, statusOf } from '@poppobuilder/github';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestProject, type TestProject } from '../project/create-test-project.ts';
import { runTask } from '../run/run-task.ts';
import type { TaskOutcome } from '../run/task-outcome.ts';
import { fakeAuthors } from './fake-authors.ts';
import { fakeClaimAuthority } from './fake-claim-authority.ts';
import { fakeCodingAgent } from './fake-coding-agent.ts';
import { fakeCommandRunner } from './fake-command-runner.ts';
import { fakeGitHub } from './fake-github.ts';
import { fakeIssueLabels } from './fake-issue-labels.ts';
import { fakeProcessSupervisor } from './fake-process-supervisor.ts';
import { fakeProjectLog } from './fake-project-log.ts';
import { fakeReplies } from './fake-replies.ts';
import { fakeStateStore } from './fake-state-store.ts';
import type { Fake } from './fake.ts';
import { githubFailure } from './github-failure.ts';

const SERVICES = {
  agent: CodingAgent,
  authors: Authors,
  claims: ClaimAuthority,
  commands: CommandRunner,
  github: GitHub,
  labels: IssueLabels,
  log: ProjectLog,
  processes: ProcessSupervisor,
  replies: Replies,
  state: StateStore,
};

type Work = (services: ResolvedServices<typeof SERVICES>) => unknown;

const ALL: Permissions = { commands: true, network: true, secrets: ['github', 'agent'] };
const TOKEN = 'tok_5gT8yQ2wLm';

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject();
});
afterAll(() => project.remove());

/** Runs a handler that does one thing with its services. */
async function use(fake: Fake<unknown>, work: Work, permissions: Permissions = ALL): Promise<TaskOutcome> {
  const handler = defineTaskHandler({
    type: 'use',
    description: 'Uses a service.',
    input: z.strictObject({}),
    output: z.object({ value: z.json() }),
    permissions,
    services: SERVICES,
    handle: async (_task, _context, services) => ({
      success: true,
      value: ((await work(services)) ?? null) as z.core.util.JSONType,
    }),
  });
  const plugin = definePlugin({ name: '@acme/use', apiVersion: 1, handlers: [handler] });
  const options = { project, services: [fake.service], secrets: { github: TOKEN } };
  return runTask(plugin, { type: 'use' }, options);
}

const valueOf = async (outcome: Promise<TaskOutcome>): Promise<unknown> => {
  const { result, error } = await outcome;
  expect(error).toBeUndefined();
  return result?.['value'];
};

it('a fake command runner replies to the longest fitting line, logs, masks and fails as the real one', async () => {
  const commands = fakeCommandRunner({
    git: { stdout: 'any' },
    'git status': { stdout: `on ${TOKEN}` },
    'git push': { exitCode: 3, stderr: 'rejected' },
    '*': ({ args }) => ({ stdout: args.join('+') }),
  });
  const outputOf = (...[command, args]: [string, string[]]): Promise<unknown> =>
    valueOf(use(commands, async (services) => (await services.commands.run(command, args)).stdout));
  expect(await outputOf('git', ['log'])).toBe('any');
  expect(await outputOf('git', ['status', '-s'])).toBe('on [REDACTED]');
  expect(await outputOf('echo', ['a', 'b'])).toBe('a+b');
  const pushed = await use(commands, (services) => services.commands.run('git', ['push']));
  expect(pushed.error).toMatchObject({ code: 'COMMAND_FAILED', exitCode: 3, stderr: 'rejected' });
  const missing = await use(fakeCommandRunner(), (services) => services.commands.run('git', ['push']));
  expect(missing.error?.message).toContain('could not be started: it was not found');
  expect(commands.calls.map(({ command, args }) => [command, ...args].join(' '))).toEqual([
    'git log',
    'git status -s',
    'echo a b',
    'git push',
  ]);
});

it('a fake process supervisor starts nothing', async () => {
  const processes = fakeProcessSupervisor({ 'git status': { exitCode: 1 } });
  const start: Work = async (services) => {
    const options = { cwd: project.path, environment: {} };
    return (await services.processes.start('git', ['status'], options).ended).exitCode;
  };
  expect(await valueOf(use(processes, start))).toBe(1);
  expect(processes.calls).toMatchObject([{ command: 'git', args: ['status'] }]);
});

it('a fake state store keeps its values beyond a task', async () => {
  const state = fakeStateStore({ '@acme/use': { runs: 1 } });
  const count: Work = ({ state: store }) =>
    store.namespace('@acme/use').update('runs', (runs) => Number(runs) + 1);
  expect(await valueOf(use(state, count))).toBe(2);
  expect(await valueOf(use(state, count))).toBe(3);
  expect(await valueOf(use(state, ({ state: store }) => store.namespace('@acme/use').list('r')))).toEqual([
    'runs',
  ]);
  expect(state.values('@acme/use')).toEqual({ runs: 3 });
});

it('a fake project log keeps entries with their fields', async () => {
  const log = fakeProjectLog();
  await use(log, (services) => services.log.write('info', 'done', { count: 2 }));
  expect(log.calls).toEqual([{ level: 'info', message: 'done', fields: { count: 2 } }]);
});

it('a fake GitHub answers by route, by path and with a status', async () => {
  const github = fakeGitHub({
    'GET /repos/{owner}/{repo}/issues/{issue_number}': ({ parameters }) => ({
      number: parameters['issue_number'],
    }),
    'GET /repos/acme/shop/labels': [{ name: 'bug' }],
    'DELETE /repos/{owner}/{repo}/labels/{name}': () => {
      throw githubFailure(403);
    },
  });
  const issue: Work = ({ github: api }) =>
    api.request('GET /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: 7 });
  expect(await valueOf(use(github, issue))).toEqual({ number: 7 });
  const labels: Work = ({ github: api }) => api.list('GET /repos/{owner}/{repo}/labels', {});
  expect(await valueOf(use(github, labels))).toEqual([{ name: 'bug' }]);
  const remove: Work = ({ github: api }) =>
    api.request('DELETE /repos/{owner}/{repo}/labels/{name}', { name: 'bug' });
  expect(statusOf((await use(github, remove)).error)).toBe(403);
  const user = await use(github, ({ github: api }) => api.request('GET /user', {}));
  expect(user.error).toMatchObject({ code: 'GITHUB_FAILED', status: 404 });
  expect(github.calls.map(({ path }) => path)).toEqual([
    'GET /repos/acme/shop/issues/7',
    'GET /repos/acme/shop/labels',
    'DELETE /repos/acme/shop/labels/bug',
    'GET /user',
  ]);
});

it('fake replies, claims, labels and authors record what is done on an issue', async () => {
  const replies = fakeReplies({ 7: [{ body: 'Please fix it.' }] });
  const reply: Work = async (services) => {
    const [comment] = await services.replies.comments(7);
    const opened = await services.replies.open(7, `Working with ${TOKEN}`);
    await opened.update('Done.', { isFinal: true });
    return comment?.body;
  };
  expect(await valueOf(use(replies, reply))).toBe('Please fix it.');
  expect(replies.calls.map(({ method, args: [first] }) => [method, first])).toEqual([
    ['comments', 7],
    ['open', 7],
    ['update', 'Done.'],
  ]);
  expect(JSON.stringify(replies.calls)).not.toContain(TOKEN);

  const claims = fakeClaimAuthority([8]);
  const claim =
    (number: number): Work =>
    async (services) => {
      await (await services.claims.claim(number, 'Working')).release();
    };
  expect((await use(claims, claim(8))).error).toMatchObject({
    code: '@poppobuilder/github/CLAIMED',
    retryable: true,
  });
  await valueOf(use(claims, claim(7)));
  expect(claims.calls.map(({ method }) => method)).toEqual(['claim', 'claim', 'release']);

  const labels = fakeIssueLabels();
  await use(labels, (services) => services.labels.show(7, 'processing', ['bug']));
  expect(labels.calls).toEqual([{ number: 7, state: 'processing', current: ['bug'] }]);

  const authors = fakeAuthors(['octocat']);
  const author = { login: 'mallory', type: 'User', association: 'NONE' };
  const judged = await use(authors, (services) => services.authors.assertPermitted(author));
  expect(judged.error).toMatchObject({ code: 'NOT_PERMITTED' });
  expect(authors.calls).toEqual([author]);
});

it('a fake coding agent answers with the defaults of a result', async () => {
  const agent = fakeCodingAgent(({ prompt }) => ({ output: `${prompt}!` }));
  expect(await valueOf(use(agent, (services) => services.agent.run({ prompt: 'Hello' })))).toMatchObject({
    output: 'Hello!',
    sessionId: 'session-1',
    resumed: false,
    costUsd: 0,
  });
  expect(agent.calls).toEqual([{ prompt: 'Hello' }]);
});

it.each<[name: string, fake: Fake<unknown>, work: Work, permissions: Permissions]>([
  ['commands', fakeCommandRunner({ '*': {} }), ({ commands }) => commands.run('git'), {}],
  ['commands', fakeCodingAgent(), ({ agent }) => agent.run({ prompt: '' }), { secrets: ['agent'] }],
  ['agent', fakeCodingAgent(), ({ agent }) => agent.run({ prompt: '' }), { commands: true }],
  ['github', fakeGitHub(), ({ github }) => github.identity(), { network: true }],
  ['github', fakeReplies(), ({ replies }) => replies.find(1), {}],
  ['github', fakeClaimAuthority(), ({ claims }) => claims.clear(1), {}],
  ['github', fakeIssueLabels(), ({ labels }) => labels.isForbidden, {}],
  ['github', fakeAuthors(), ({ authors }) => authors.judge({} as never), {}],
])('permission for %s is needed as for the real service', async (_name, fake, work, permissions) => {
  expect((await use(fake, work, permissions)).error).toMatchObject({ code: 'PERMISSION_DENIED' });
});

it.each<[what: string, fake: Fake<unknown>, work: Work]>([
  ['command', fakeCommandRunner({ '*': {} }), ({ commands }) => commands.run('')],
  ['prompt', fakeCodingAgent(), ({ agent }) => agent.run({} as never)],
  ['route', fakeGitHub(), ({ github }) => github.request('user' as never, {})],
  ['number', fakeReplies(), ({ replies }) => replies.find(0)],
  ['number', fakeClaimAuthority(), ({ claims }) => claims.clear(-1)],
  ['state', fakeIssueLabels(), ({ labels }) => labels.show(1, '' as never, [])],
  ['key', fakeStateStore(), ({ state }) => state.namespace('x').get(1 as never)],
])('an argument "%s" is checked as the real service checks it', async (what, fake, work) => {
  const { error } = await use(fake, work);
  expect(error).toMatchObject({ code: 'INVALID_TASK' });
  expect(error?.message).toContain(what);
});
