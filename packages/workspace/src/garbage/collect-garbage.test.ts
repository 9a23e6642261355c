import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, writeFiles, WorkspaceFixture } from '../fixtures/workspace-fixture.ts';

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
  fixture.commit('main', { 'a.txt': 'one\n' });
});
afterEach(() => fixture.remove());

/** Makes a worktree, and waits for the collection that opening started. */
async function make(name: string, size = 0): Promise<void> {
  const workspaces = fixture.workspaces();
  const workspace = await workspaces.open({ remote: { url: fixture.url }, name, branch: `b/${name}` });
  if (size > 0) writeFiles(workspace.path, { 'large.bin': Buffer.alloc(size, 1) });
  await workspaces.dispose();
}

const refs = (): string =>
  git(join(fixture.homeFolder, 'git', 'repository.git'), 'for-each-ref', '--format=%(refname)', 'refs/poppo');

describe('collecting garbage', () => {
  it('removes what was not used for longer than the retention, with all that is known of it', async () => {
    await make('old');
    const workspaces = fixture.workspaces({ config: { workspace: { retention: 0 } } });
    const held = await workspaces.open({ remote: { url: fixture.url }, name: 'held', branch: 'b' });
    await make('other');
    expect((await workspaces.collectGarbage()).toSorted()).toEqual(['old', 'other']);
    expect(existsSync(join(fixture.worktreesFolder, 'old'))).toBe(false);
    expect(existsSync(held.path)).toBe(true);
    expect(refs().split('\n')).toEqual(['refs/poppo/base/held', 'refs/poppo/keep/held']);
  });

  it('keeps what was used lately', async () => {
    await make('young');
    expect(await fixture.workspaces().collectGarbage()).toEqual([]);
  });

  it('removes the least recently used ones above the limit of the disk', async () => {
    for (const name of ['first', 'second', 'third']) await make(name, 400_000);
    await make('first', 400_000);
    const workspaces = fixture.workspaces({ config: { workspace: { diskLimit: '1MB' } } });
    expect(await workspaces.collectGarbage()).toEqual(['second']);
  });
});

describe('collecting garbage in the mirror', () => {
  it.each([false, true])(
    'packs it, and leaves whole what worktrees borrow (a git was killed: %s)',
    async (wasKilled) => {
      await make('a');
      const repository = join(fixture.homeFolder, 'git', 'repository.git');
      git(repository, 'repack', '-q', '-a', '-d');
      const packs = join(repository, 'objects', 'pack');
      for (const file of readdirSync(packs)) {
        for (let number = 100; number < 160; number += 1) {
          copyFileSync(join(packs, file), join(packs, file.replace(/[0-9a-f]{3}\./, `${number}.`)));
        }
      }
      if (wasKilled) {
        writeFileSync(join(repository, 'gc.pid'), `${process.pid} ${hostname()}`);
        writeFileSync(join(repository, 'gc.pid.lock'), '');
      }
      await fixture.workspaces().collectGarbage();
      expect(git(repository, 'count-objects', '-v')).toMatch(/packs: [0-9]$/m);
      expect(git(join(fixture.worktreesFolder, 'a'), 'fsck')).toBe('');
    },
  );
});

describe('removing a worktree', () => {
  it('does nothing when there is none', async () => {
    await fixture.workspaces().remove('nothing');
    expect(existsSync(join(fixture.worktreesFolder, 'nothing'))).toBe(false);
  });
});
