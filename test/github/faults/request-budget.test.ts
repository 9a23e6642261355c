import assert from 'node:assert/strict';
import { afterAll, beforeAll, it, vi } from 'vitest';
import { QuickWorld } from './quick-world.ts';
import { SCENARIOS } from './scenarios.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create();
});
afterAll(async () => quick[Symbol.asyncDispose]());

/** The calls of a task, with names in place of numbers. */
async function callsOf(title: string): Promise<readonly string[]> {
  const scenario = SCENARIOS.find((candidate) => candidate.title === title);
  assert.ok(scenario);
  const { task, number } = await scenario.prepare(quick);
  const before = quick.github.faults.journal.length;
  const { error } = await quick.run(task);
  assert.equal(error, undefined);
  return quick.github.faults.journal.slice(before).map(({ method, path }) => {
    const [address = ''] = path.replace('/repos/acme/shop', '').split('?');
    const named = address
      .replace(/comments\/\d+/, 'comments/REPLY')
      .replace(new RegExp(`/(issues|pulls)/${number}(?=/|$)`), '/$1/N');
    return `${method} ${named}`;
  });
}

const WORK = [
  'GET /collaborators/anna/permission',
  'GET /issues/N/comments',
  'POST /issues/N/comments',
  'GET /issues/N/comments',
  'POST /issues/N/labels',
  'PATCH /issues/comments/REPLY',
  'GET /issues/N',
  'POST /pulls',
  'PATCH /issues/comments/REPLY',
  'POST /issues/N/labels',
  'DELETE /issues/N/labels/processing',
];

it('process-issue sends 12 requests to GitHub', async () => {
  assert.deepEqual(await callsOf('process-issue with the issue fetched'), ['GET /issues/N', ...WORK]);
});

it('process-issue with the issue given sends one request less', async () => {
  assert.deepEqual(await callsOf('process-issue with the issue given'), WORK);
});

it('a review sends 13 requests', async () => {
  assert.deepEqual(await callsOf('process-pr of an opened pull request'), [
    'GET /pulls/N',
    'GET /collaborators/anna/permission',
    'GET /pulls/N/reviews',
    'GET /issues/N/comments',
    'POST /issues/N/comments',
    'GET /issues/N/comments',
    'POST /issues/N/labels',
    'PATCH /issues/comments/REPLY',
    'GET /pulls/N/comments',
    'POST /pulls/N/reviews',
    'PATCH /issues/comments/REPLY',
    'POST /issues/N/labels',
    'DELETE /issues/N/labels/processing',
  ]);
});

it('a comment that closes the loop sends 10 requests', async () => {
  assert.deepEqual(await callsOf('process-comment that closes the loop'), [
    'GET /user',
    'GET /collaborators/anna/permission',
    'GET /issues/N',
    'GET /issues/N/comments',
    'POST /issues/N/comments',
    'GET /issues/N/comments',
    'POST /issues/N/labels',
    'PATCH /issues/comments/REPLY',
    'POST /issues/N/labels',
    'DELETE /issues/N/labels/processing',
  ]);
});
