import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { fails } from '../support/github/fault-proxy.ts';
import { QuickWorld } from './faults/quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create({ files: { 'README.md': '# shop\n' } });
});
afterAll(async () => quick[Symbol.asyncDispose]());

describe('cleaning up after a merge', () => {
  it('continues in a retry after the step that failed in the first attempt', async () => {
    const issueNumber = await quick.openIssue();
    const branch = `poppo/issue-${issueNumber}`;
    await quick.run(quick.world.task('process-issue', { issueNumber }));
    const [prNumber = 0] = await quick.pullsOf(branch);
    await quick.github.api('anna').rest.pulls.merge({ ...quick.github.at, pull_number: prNumber });
    const task = quick.world.task('process-pr', { prNumber, action: 'closed' });
    const path = new RegExp(`/issues/${issueNumber}/labels`);
    quick.github.faults.add({ method: 'GET', path, fault: fails(403) });
    assert.equal((await quick.run(task)).error?.code, 'GITHUB_FAILED');
    quick.github.faults.clear();
    assert.equal((await quick.run(task)).error, undefined);
    assert.deepEqual(await quick.labels(issueNumber), ['completed']);
    const folder = join(
      quick.world.settings.homeFolder,
      'workspaces',
      task.projectId,
      `issue-${issueNumber}`,
    );
    assert.ok(!existsSync(folder));
  });
});
