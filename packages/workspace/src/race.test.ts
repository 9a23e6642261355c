import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WorkspaceFixture } from './fixtures/workspace-fixture.ts';

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
});
afterEach(() => fixture.remove());

it('is free for others once the process that had a worktree was killed', async () => {
  fixture.commit('main', { 'a.txt': 'one\n' });
  const request = { remote: { url: fixture.url }, name: 'issue-1', branch: 'poppo/issue-1' };
  const settings = JSON.stringify({ folder: fixture.folder, request });
  const script = fileURLToPath(new URL('./fixtures/hold-worktree.ts', import.meta.url));
  const conditions = '--conditions=@poppobuilder/source';
  const holder = spawn(process.execPath, [conditions, script, settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  await once(holder.stdout, 'data');
  let isOpen = false;
  const opening = fixture
    .workspaces()
    .open(request)
    .then((workspace) => {
      isOpen = true;
      return workspace;
    });
  await fixture.workspaces().open({ ...request, name: 'issue-2', branch: 'poppo/issue-2' });
  expect(isOpen).toBe(false);
  holder.kill('SIGKILL');
  await ended;
  expect((await opening).branch).toBe('poppo/issue-1');
}, 60_000);
