import assert from 'node:assert/strict';
import { describe, it, vi } from 'vitest';
import { reviews } from '../support/github/agent-stand-in.ts';
import { fails } from '../support/github/fault-proxy.ts';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { run } from './runners.ts';

vi.setConfig({ testTimeout: 60_000 });

const NAMES = ['we"ird.txt', 'back\\slash.txt', 'tab\there.txt', '表 b.txt', 'plain.txt'];

/** A pull request of files with these names, which an agent has a comment on each of. */
async function openWorld(names: readonly string[]): Promise<GitHubWorld> {
  const lines = names.map((path, index) => ({ path, line: 1, text: `Finding ${index}.` }));
  const world = await createWorld({
    conversations: [{ turns: reviews('All in all it is fine.', ...lines) }],
  });
  const { github } = world;
  github.remote.commit('topic', Object.fromEntries(names.map((name) => [name, 'one\n'])));
  const anna = github.api('anna').rest;
  await anna.pulls.create({ ...github.at, head: 'topic', base: 'main', title: 'Names' });
  return world;
}

/** What a reader of the pull request sees of us. */
async function readerOf({ github }: GitHubWorld): Promise<{
  readonly placed: readonly string[];
  readonly bodies: readonly string[];
  readonly replies: readonly string[];
}> {
  const anna = github.api('anna').rest;
  const at = { ...github.at, per_page: 100 };
  const { data: comments } = await anna.pulls.listReviewComments({ ...at, pull_number: 1 });
  const { data: all } = await anna.pulls.listReviews({ ...at, pull_number: 1 });
  const { data: replies } = await anna.issues.listComments({ ...at, issue_number: 1 });
  return {
    placed: comments.map(({ path, body }) => `${path}: ${body}`),
    bodies: all.map(({ body }) => body),
    replies: replies.map(({ body }) => body ?? ''),
  };
}

describe('findings of a review', () => {
  it('are attached to files with any name, and the summary is posted once, in the reply', async () => {
    await using world = await openWorld(NAMES);
    await run(world, 'process-pr', { prNumber: 1, action: 'opened' });
    const { placed, bodies, replies } = await readerOf(world);
    assert.deepEqual(placed.toSorted(), NAMES.map((name, index) => `${name}: Finding ${index}.`).toSorted());
    const texts = [...bodies, ...replies];
    assert.equal(texts.filter((text) => text.includes('All in all it is fine.')).length, 1);
    assert.match(replies[0] ?? '', /All in all it is fine\.\n\n\[5 comments\]/);
    assert.equal(bodies.length, 1);
  });

  it('are attached except for one that GitHub rejects, which the text mentions', async () => {
    await using world = await openWorld(['a.txt', 'b.txt', 'c.txt', 'd.txt']);
    const { faults } = world.github;
    faults.onRequest(({ method, path, body }) => {
      const isRefused =
        method === 'POST' && path.endsWith('/reviews') && JSON.stringify(body).includes('"c.txt"');
      if (isRefused) faults.add({ method, path: /\/reviews$/, fault: fails(422), when: 1 });
    });
    await run(world, 'process-pr', { prNumber: 1, action: 'opened' });
    const { placed, bodies, replies } = await readerOf(world);
    assert.deepEqual(placed.toSorted(), ['a.txt: Finding 0.', 'b.txt: Finding 1.', 'd.txt: Finding 3.']);
    assert.equal(bodies.length, 1);
    assert.match(bodies[0] ?? '', /- `c\.txt`, 1: Finding 2\./);
    assert.equal([...bodies, ...replies].filter((text) => text.includes('Finding 2.')).length, 1);
    const posts = faults.journal.filter(({ method, path }) => method === 'POST' && path.endsWith('/reviews'));
    assert.ok(posts.length <= 5, `${posts.length} requests`);
  });
});
