import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, it, vi } from 'vitest';
import type { BaseTask } from '@poppobuilder/core';
import { fails } from '../support/github/fault-proxy.ts';
import { WRITES_A_FILE } from './faults/quick-agent.ts';
import { QuickWorld } from './faults/quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create({ files: { 'README.md': '# shop\n' } });
});
afterAll(async () => quick[Symbol.asyncDispose]());
beforeEach(() => quick.agent.does(WRITES_A_FILE));

interface Interrupted {
  readonly task: BaseTask;
  readonly number: number;
  readonly branch: string;
}

/** A task whose work could not be pushed. */
async function interrupted(): Promise<Interrupted> {
  const number = await quick.openIssue();
  const task = quick.world.task('process-issue', { issueNumber: number });
  quick.github.remote.refusePushes('Not now.');
  assert.equal((await quick.run(task)).error?.code, 'GIT_FAILED');
  quick.github.remote.refusePushes(null);
  return { task, number, branch: `poppo/issue-${number}` };
}

const homeOf = (part: string, task: BaseTask): string =>
  join(quick.world.settings.homeFolder, part, task.projectId);

describe('work that was not pushed', () => {
  it('is pushed by a retry, and the agent does not run again', async () => {
    const { task, number, branch } = await interrupted();
    assert.equal((await quick.run(task)).error, undefined);
    assert.equal(quick.agentRuns(`issue-${number}`), 1);
    assert.equal(quick.commits(branch), 1);
  });

  it('is pushed by a retry although another task had the worktree in between', async () => {
    const { task, number, branch } = await interrupted();
    const comment = await quick.comment(number, 'Add a line.');
    quick.agent.does('echo other > other.txt');
    const other = await quick.run(quick.world.task('process-comment', { issueNumber: number, comment }));
    assert.equal(other.error, undefined);
    assert.equal((await quick.run(task)).error, undefined);
    assert.equal(quick.commits(branch), 2);
    assert.match(quick.github.remote.show(branch, 'agent.txt') ?? '', /work of/);
  });

  it('is done again when everything kept of it is gone', async () => {
    const { task, number, branch } = await interrupted();
    rmSync(homeOf('workspaces', task), { recursive: true });
    rmSync(join(homeOf('projects', task), 'git'), { recursive: true });
    assert.equal((await quick.run(task)).error, undefined);
    assert.equal(quick.agentRuns(`issue-${number}`), 2);
    assert.equal(quick.commits(branch), 1);
  });

  it('is done again when it was lost before it was committed', async () => {
    quick.agent.does('echo work > agent.txt; here=$(pwd); cd /; rm -r "$here"; ln -s / "$here"');
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    assert.equal((await quick.run(task)).error?.code, 'GIT_FAILED');
    quick.agent.does(WRITES_A_FILE);
    assert.equal((await quick.run(task)).error, undefined);
    assert.equal(quick.commits(`poppo/issue-${number}`), 1);
  });

  it('is pushed again when its branch was deleted before it had a pull request', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    quick.github.faults.add({ method: 'POST', path: /\/pulls$/, fault: fails(403) });
    assert.equal((await quick.run(task)).error?.code, 'GITHUB_FAILED');
    quick.github.faults.clear();
    quick.github.remote.git('branch', '-D', `poppo/issue-${number}`);
    assert.equal((await quick.run(task)).error, undefined);
    assert.equal((await quick.pullsOf(`poppo/issue-${number}`)).length, 1);
    assert.equal(quick.commits(`poppo/issue-${number}`), 1);
    assert.equal(quick.agentRuns(`issue-${number}`), 1);
  });
});
