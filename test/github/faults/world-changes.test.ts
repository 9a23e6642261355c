import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { fails, movedTo } from '../../support/github/fault-proxy.ts';
import { BOT, type Ending, QuickWorld } from './quick-world.ts';
import { WRITES_A_FILE } from './quick-agent.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create({ files: { 'README.md': '# shop\n', 'total.txt': '1\n2\n3\n' } });
});
afterAll(async () => quick[Symbol.asyncDispose]());

/** When something happens: the agent is at work, for the reply says so; or its work is pushed. */
const WHILE_AGENT_RUNS = { method: 'PATCH', path: /issues\/comments/ };
const AFTER_PUSH = { method: 'POST', path: /\/pulls$/ };

interface Done {
  readonly number: number;
  readonly branch: string;
  readonly ending: Ending;
  /** The reply's text. */
  readonly reply: string;
}

/** Works on a new issue while something happens. */
async function whileWorking(
  happens: (number: number, branch: string) => unknown,
  { at = WHILE_AGENT_RUNS, deed = WRITES_A_FILE, prepare = (_: string): unknown => undefined } = {},
): Promise<Done> {
  quick.agent.does(deed);
  const number = await quick.openIssue();
  const branch = `poppo/issue-${number}`;
  await prepare(branch);
  quick.github.faults.once(at, async () => happens(number, branch));
  const ending = await quick.run(quick.world.task('process-issue', { issueNumber: number }));
  quick.github.faults.clear();
  const replies = await quick.replies(number);
  assert.ok(replies.length <= 1);
  return { number, branch, ending, reply: replies[0]?.body ?? '' };
}

const edit = async (number: number, changes: object): Promise<void> => {
  await quick.github.api('anna').rest.issues.update({ ...quick.github.at, issue_number: number, ...changes });
};

const issuePath = (number: number): RegExp => new RegExp(`/issues/${number}(/|\\?|$)`);

describe('while the agent runs', () => {
  it('the reply to an edited issue answers the original text, and says so', async () => {
    const { ending, reply } = await whileWorking(async (number) => edit(number, { title: 'Other' }));
    assert.equal(ending.error, undefined);
    assert.match(reply, /was edited while I was working/);
  });

  it('a closed issue gets no pull request', async () => {
    const { ending, reply, branch } = await whileWorking(async (number) => edit(number, { state: 'closed' }));
    assert.equal(ending.error, undefined);
    assert.deepEqual(await quick.pullsOf(branch), []);
    assert.match(reply, /was closed while I was working/);
    assert.equal(quick.commits(branch), 1);
  });

  it('a transferred issue ends the task, which writes nothing to the other repository', async () => {
    const other = await quick.openIssue('Elsewhere');
    const { ending, branch } = await whileWorking((number) => {
      const url = `${quick.github.url}/repos/acme/shop/issues/${other}`;
      quick.github.faults.add({ method: 'GET', path: issuePath(number), fault: movedTo(url) });
      quick.github.faults.add({ path: issuePath(number), fault: fails(404) });
    });
    assert.equal(ending.error?.code, 'GITHUB_FAILED');
    assert.equal(ending.error.retryable, false);
    assert.match(ending.error.message, /was transferred and is now/);
    assert.deepEqual(await quick.comments(other), []);
    assert.deepEqual(await quick.labels(other), []);
    assert.equal(quick.commits(branch), 0);
  });

  it.each([404, 410])('a deleted issue (%d) ends the task', async (status) => {
    let before = 0;
    const { ending, branch } = await whileWorking((number) => {
      before = quick.github.faults.count();
      quick.github.faults.add({ path: issuePath(number), fault: fails(status) });
      quick.github.faults.add({ path: /issues\/comments/, fault: fails(status) });
    });
    assert.equal(ending.error?.code, 'GITHUB_FAILED');
    assert.equal(ending.error.retryable, false);
    assert.ok(quick.github.faults.count() - before <= 11);
    assert.equal(quick.commits(branch), 0);
    assert.deepEqual(await quick.pullsOf(branch), []);
  });

  it('a locked conversation ends the task, and the label shows it', async () => {
    const { ending, number } = await whileWorking(() => {
      const fault = fails(403, 'Unable to create comment because issue is locked.');
      quick.github.faults.add({ method: 'POST', path: /comments$/, fault });
      quick.github.faults.add({ method: 'PATCH', path: /comments/, fault });
    });
    assert.equal(ending.error?.code, 'GITHUB_FAILED');
    assert.match(ending.error.message, /locked/);
    assert.deepEqual(await quick.labels(number), ['failed']);
  });

  it('labels that a person sets stay', async () => {
    const { ending, number } = await whileWorking(async (issue) => {
      const at = { ...quick.github.at, issue_number: issue };
      await quick.github.api('anna').rest.issues.addLabels({ ...at, labels: ['bug', 'urgent'] });
    });
    assert.equal(ending.error, undefined);
    assert.deepEqual((await quick.labels(number)).toSorted(), ['awaiting-response', 'bug', 'urgent']);
  });

  it('a state label that a person removes is no failure', async () => {
    const { ending, number } = await whileWorking(async (issue) => {
      await quick.github.api('anna').rest.issues.removeAllLabels({ ...quick.github.at, issue_number: issue });
    });
    assert.equal(ending.error, undefined);
    assert.deepEqual(await quick.labels(number), ['awaiting-response']);
  });

  it('a reply that a person deletes comes back once', async () => {
    const { ending, number, reply } = await whileWorking(async (issue) => {
      for (const { id } of await quick.replies(issue)) {
        await quick.github.api(BOT).rest.issues.deleteComment({ ...quick.github.at, comment_id: id });
      }
    });
    assert.equal(ending.error, undefined);
    assert.match(reply, /I opened pull request/);
    assert.equal((await quick.replies(number)).length, 1);
  });
});

describe('a branch that moves while the agent runs', () => {
  const begin = (branch: string): unknown => quick.github.remote.commit(branch, { 'start.txt': 'start\n' });

  it("keeps a person's commit below ours", async () => {
    const { ending, branch } = await whileWorking(
      (_, moved) => quick.github.remote.commit(moved, { 'person.txt': 'mine\n' }, undefined, 'By a person'),
      { prepare: begin },
    );
    assert.equal(ending.error, undefined);
    const [ours, person] = quick.github.remote.log(branch);
    assert.equal(person?.subject, 'By a person');
    assert.equal(ours?.author, 'PoppoBuilder');
    assert.equal(quick.github.remote.show(branch, 'person.txt'), 'mine\n');
    assert.deepEqual(ending.result?.['commits'], [ours?.sha]);
  });

  it('is never overwritten where both changed the same lines', async () => {
    const { ending, branch, reply, number } = await whileWorking(
      (_, moved) => quick.github.remote.commit(moved, { 'total.txt': '1\nperson\n3\n' }),
      { prepare: begin, deed: "printf '1\\nagent\\n3\\n' > total.txt" },
    );
    assert.equal(ending.error?.code, 'GIT_FAILED');
    assert.match(reply, /Sorry, .*\n\n> .*changed in the meantime.*total\.txt/s);
    assert.equal(quick.github.remote.show(branch, 'total.txt'), '1\nperson\n3\n');
    assert.deepEqual(await quick.labels(number), ['failed']);
  });

  it('is created by somebody else, and their commit is kept', async () => {
    const { ending, branch } = await whileWorking((_, moved) =>
      quick.github.remote.commit(moved, { 'person.txt': 'mine\n' }),
    );
    assert.equal(ending.error, undefined);
    assert.equal(quick.github.remote.show(branch, 'person.txt'), 'mine\n');
    assert.equal((await quick.pullsOf(branch)).length, 1);
  });
});

describe('the remote', () => {
  it('rejects the push, and the reply quotes its message', async () => {
    const { ending, reply, number, branch } = await whileWorking(() =>
      quick.github.remote.refusePushes('Commits must be signed.'),
    );
    quick.github.remote.refusePushes(null);
    assert.equal(ending.error?.code, 'GIT_FAILED');
    assert.match(reply, /Commits must be signed\./);
    assert.doesNotMatch(reply, /poppobuilder:claim/);
    assert.deepEqual(await quick.labels(number), ['failed']);
    const again = await quick.run({
      ...quick.world.task('process-issue', { issueNumber: number }),
      id: 'after-refusal',
    });
    assert.equal(again.error, undefined);
    assert.equal(quick.commits(branch), 1);
  });

  it('has new commits on the base, which do not conflict', async () => {
    const { ending, branch, reply } = await whileWorking(() =>
      quick.github.remote.commit('main', { 'other.txt': 'other\n' }),
    );
    assert.equal(ending.error, undefined);
    assert.equal(quick.commits(branch), 1);
    assert.doesNotMatch(reply, /conflicts/);
  });

  it('has new commits on the base that conflict, and the reply says so', async () => {
    const { ending, reply } = await whileWorking(
      () => quick.github.remote.commit('main', { 'total.txt': '1\nbase\n3\n' }),
      { deed: "printf '1\\nagent\\n3\\n' > total.txt" },
    );
    assert.equal(ending.error, undefined);
    assert.match(reply, /It conflicts with `main`/);
  });
});

describe('a pull request', () => {
  const answer = async (pull: number, happens: () => Promise<unknown>): Promise<Ending> => {
    const comment = await quick.comment(pull, 'Add a line.');
    quick.github.faults.once(WHILE_AGENT_RUNS, happens);
    return quick.run(quick.world.task('process-comment', { issueNumber: pull, comment }));
  };

  it.each(['closed', 'merged'] as const)('that is %s during the task gets one reply', async (state) => {
    const { branch } = await whileWorking(() => undefined);
    const [pull = 0] = await quick.pullsOf(branch);
    const at = { ...quick.github.at, pull_number: pull };
    const { rest } = quick.github.api('anna');
    const ending = await answer(pull, async () =>
      state === 'closed' ? rest.pulls.update({ ...at, state }) : rest.pulls.merge(at),
    );
    assert.equal(ending.error, undefined);
    const [reply, ...more] = await quick.replies(pull);
    assert.deepEqual(more, []);
    assert.match(reply?.body ?? '', /Done with|closed while I was working/);
    assert.deepEqual(await quick.labels(pull), ['awaiting-response']);
    assert.equal((await quick.pullsOf(branch)).length, 1);
  });

  it('is not opened a second time when a person opened one for the branch', async () => {
    const { ending, branch, reply } = await whileWorking(
      async (_, head) => {
        const { rest } = quick.github.api('anna');
        await rest.pulls.create({ ...quick.github.at, head, base: 'main', title: 'By a person' });
      },
      { at: AFTER_PUSH },
    );
    assert.equal(ending.error, undefined);
    const pulls = await quick.pullsOf(branch);
    assert.equal(pulls.length, 1);
    assert.match(reply, new RegExp(`#${pulls[0]}`));
  });
});
