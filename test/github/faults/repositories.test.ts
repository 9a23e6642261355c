import assert from 'node:assert/strict';
import type { ProjectConfigInput } from '@poppobuilder/core';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { runGit } from '../../support/github/git-remote.ts';
import { type Ending, QuickWorld } from './quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create({
    files: {
      'README.md': '# shop\n',
      'total.txt': '1\n',
      'lines.txt': 'one\r\ntwo\r\n',
      'image.bin': new Uint8Array([0, 1, 2, 255, 254, 0]),
    },
  });
});
afterAll(async () => quick[Symbol.asyncDispose]());

interface Done {
  readonly number: number;
  readonly branch: string;
  readonly ending: Ending;
  readonly reply: string;
  readonly files: readonly string[];
}

/** Works on a new issue with an agent that does this. */
async function work(deed: string, config: ProjectConfigInput = {}, branchOf = 'poppo/issue-'): Promise<Done> {
  quick.agent.does(deed);
  const number = await quick.openIssue();
  const branch = branchOf + String(number);
  const task = quick.world.task('process-issue', { issueNumber: number });
  const projectConfig = { ...quick.world.projectConfig, ...config };
  const ending = await quick.run({ ...task, projectConfig });
  const replies = await quick.replies(number);
  assert.ok(replies.length <= 1);
  const { remote } = quick.github;
  const files = remote.branches().includes(branch) ? remote.files(branch) : [];
  return { number, branch, ending, reply: replies[0]?.body ?? '', files };
}

describe('an empty repository', () => {
  it('gets one reply that says so, and no label processing is left', async () => {
    await using empty = await QuickWorld.create({ files: null });
    const number = await empty.openIssue();
    const { error } = await empty.run(empty.world.task('process-issue', { issueNumber: number }));
    assert.equal(error?.code, '@poppobuilder/workspace/EMPTY_REPOSITORY');
    assert.equal(error.retryable, false);
    const [reply, ...more] = await empty.replies(number);
    assert.deepEqual(more, []);
    assert.match(reply?.body ?? '', /The remote repository is empty/);
    assert.doesNotMatch(reply?.body ?? '', /poppobuilder:claim/);
    assert.deepEqual(await empty.labels(number), ['failed']);
    assert.deepEqual(empty.agent.runs(), []);
  });
});

describe('files arrive as they are', () => {
  it('with binary content', async () => {
    const { branch, ending } = await work(String.raw`printf '\000\377\001' >> image.bin`);
    assert.equal(ending.error, undefined);
    const bytes = quick.github.remote.git('cat-file', '-s', `${branch}:image.bin`);
    assert.equal(Number(bytes), 9);
  });

  it('with 50 MB', async () => {
    const { branch, ending } = await work('head -c 50000000 /dev/zero > big.bin');
    assert.equal(ending.error, undefined);
    assert.equal(Number(quick.github.remote.git('cat-file', '-s', `${branch}:big.bin`)), 50_000_000);
  });

  it('with lines that end in CRLF', async () => {
    const { branch } = await work(String.raw`printf 'three\r\n' >> lines.txt`);
    assert.equal(quick.github.remote.show(branch, 'lines.txt'), 'one\r\ntwo\r\nthree\r\n');
  });

  it('beside a submodule, which keeps its commit', async () => {
    const sha = quick.github.remote.resolve('main') ?? '';
    const modules = '[submodule "lib"]\n\tpath = lib\n\turl = https://example.invalid/lib.git\n';
    const stream = [
      'commit refs/heads/main',
      'committer Anna <anna@example.com> now',
      'data 3',
      'Sub',
      `from ${sha}`,
      `M 160000 ${sha} lib`,
      'M 100644 inline .gitmodules',
      `data ${modules.length}`,
      modules,
    ].join('\n');
    const { remote } = quick.github;
    runGit(remote.path, ['fast-import', '--quiet', '--date-format=now'], {}, Buffer.from(stream));
    const { branch, ending } = await work('echo more >> total.txt');
    assert.equal(ending.error, undefined);
    assert.match(remote.git('ls-tree', branch, 'lib'), new RegExp(`^160000 commit ${sha}`));
    assert.equal(quick.commits(branch), 1);
  });
});

describe('the name of the branch', () => {
  it.each(['作業/{number}', 'größe-{number}', '🦢/{number}'])('may be %s', async (template) => {
    const config = { issues: { branch: template } };
    const [prefix = ''] = template.split('{');
    const { ending, branch } = await work('echo more >> total.txt', config, prefix);
    assert.equal(ending.error, undefined);
    assert.equal(ending.result?.['branch'], branch);
    assert.equal(quick.commits(branch), 1);
    assert.equal((await quick.pullsOf(branch)).length, 1);
  });

  it.each([
    '../{number}',
    'a..b{number}',
    '-x{number}',
    'a b{number}',
    '--upload-pack=x{number}',
    'a\u0007{number}',
    '{number}.lock',
  ])('is rejected before anything is written: %j', async (template) => {
    const before = quick.github.faults.journal.length;
    const { ending, number } = await work('true', { issues: { branch: template } });
    assert.equal(ending.error?.code, 'INVALID_CONFIG');
    assert.match(`${ending.error.message} ${ending.error.hint}`, /issues\.branch/);
    const calls = quick.github.faults.journal.slice(before);
    assert.deepEqual(
      calls.filter(({ method }) => method !== 'GET'),
      [],
    );
    assert.deepEqual(await quick.comments(number), []);
    assert.deepEqual(await quick.labels(number), []);
  });
});

describe('an agent', () => {
  const COMMIT = 'git add -A && git commit -qm "By the agent"';

  it('that changes nothing gets its answer posted, and no branch', async () => {
    const { ending, reply, branch, number } = await work('true');
    assert.equal(ending.error, undefined);
    assert.match(reply, /Done with/);
    assert.ok(!quick.github.remote.branches().includes(branch));
    assert.deepEqual(await quick.labels(number), ['awaiting-response']);
  });

  it('that deletes every file opens a pull request that shows it', async () => {
    const { ending, branch } = await work('rm -rf ./* ./.gitmodules');
    assert.equal(ending.error, undefined);
    assert.deepEqual(
      quick.github.remote.files(branch).filter((path) => path !== 'lib'),
      [],
    );
    assert.equal((await quick.pullsOf(branch)).length, 1);
  });

  it('that deletes .git loses nothing', async () => {
    const { ending, files } = await work('rm -rf .git; echo kept > kept.txt');
    assert.equal(ending.error, undefined);
    assert.ok(files.includes('kept.txt') && files.includes('README.md'));
  });

  it('that deletes its whole folder does not break the task', async () => {
    const { ending, number } = await work('rm -rf "$PWD"');
    assert.ok(ending.error === undefined || ending.error.code === 'GIT_FAILED');
    assert.ok(!(await quick.labels(number)).includes('processing'));
  });

  it('that commits by itself has its commits pushed as they are', async () => {
    const { ending, branch } = await work(`echo a > a.txt; ${COMMIT}; echo b > b.txt; ${COMMIT}`);
    assert.equal(ending.error, undefined);
    assert.deepEqual(
      quick.github.remote
        .log(branch)
        .slice(0, 2)
        .map(({ subject }) => subject),
      ['By the agent', 'By the agent'],
    );
    assert.equal(quick.commits(branch), 2);
  });

  it('that commits on a detached HEAD has its work pushed', async () => {
    const { ending, files } = await work(`git checkout -q --detach; echo a > detached.txt; ${COMMIT}`);
    assert.equal(ending.error, undefined);
    assert.ok(files.includes('detached.txt'));
  });

  it('that commits on another branch has its work pushed to ours', async () => {
    const { ending, files } = await work(`git checkout -qb other; echo a > elsewhere.txt; ${COMMIT}`);
    assert.equal(ending.error, undefined);
    assert.ok(files.includes('elsewhere.txt'));
  });

  it('that rewrites history does not change commits that are on GitHub already', async () => {
    const { number, branch } = await work('echo first > first.txt');
    const [before] = quick.github.remote.log(branch);
    quick.agent.does('git reset -q --soft HEAD~1; git commit -qm "Rewritten"; echo second > second.txt');
    const comment = await quick.comment(number, 'Go on.');
    const task = quick.world.task('process-comment', { issueNumber: number, comment });
    assert.equal((await quick.run(task)).error, undefined);
    assert.ok(quick.github.remote.log(branch).some(({ sha }) => sha === before?.sha));
    assert.ok(quick.github.remote.files(branch).includes('second.txt'));
  });

  it.each([
    { title: 'leaves', deed: 'true' },
    { title: 'commits', deed: 'git add -Af && git commit -qm "All"' },
  ])('that $title secrets at any depth has them excluded and named', async ({ deed }) => {
    const { ending, files, reply } = await work(
      `mkdir -p a/b; echo KEY=1 > a/b/.env; echo KEY=2 > .env.local; echo ok > a/ok.txt; ${deed}`,
    );
    assert.equal(ending.error, undefined);
    assert.ok(files.includes('a/ok.txt'));
    assert.deepEqual(
      files.filter((path) => path.includes('.env')),
      [],
    );
    assert.match(reply, /`a\/b\/\.env`/);
  });

  const WORKFLOW = 'mkdir -p .github/workflows; echo "on: push" > .github/workflows/ci.yml; echo ok > ok.txt';

  it('that edits workflows has them excluded and named', async () => {
    const { files, reply } = await work(WORKFLOW);
    assert.ok(files.includes('ok.txt') && !files.includes('.github/workflows/ci.yml'));
    assert.match(reply, /`\.github\/workflows\/ci\.yml`: .*workspace\.workflows/);
  });

  it('that edits workflows has them pushed if the operator allows it', async () => {
    const { files, reply } = await work(WORKFLOW, { workspace: { workflows: true } });
    assert.ok(files.includes('.github/workflows/ci.yml'));
    assert.doesNotMatch(reply, /left out/);
  });
});
