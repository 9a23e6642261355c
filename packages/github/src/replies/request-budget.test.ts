import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GitHubWorld, REPOSITORY, startGitHubWorld } from '../fixtures/github-world.ts';
import { StateLabels } from '../labels/state-labels.ts';

let world: GitHubWorld;
beforeAll(async () => {
  world = await startGitHubWorld();
});
afterAll(() => world.close());

it('a whole task asks GitHub eight times for its reply, claim and labels', async () => {
  const number = await world.openIssue();
  const { replies, claims, github, context, logger } = world.task('one');
  const labels = new StateLabels({ github, context, logger, project: { config: asProjectConfig({}) } });
  const [comments, labelled] = [
    `/repos/owner/hello/issues/${number}/comments`,
    `/repos/owner/hello/issues/${number}/labels`,
  ];
  const claim = await claims.claim(number, 'I am on it.');
  const reply = await replies.open(number, 'I am on it.');
  await labels.show(number, 'processing', []);
  await replies.comments(number);
  await reply.update('Half way.');
  await reply.update('Done.', { isFinal: true });
  await labels.show(number, 'awaiting-response', []);
  await claim.release();
  expect(world.proxy.calls).toEqual([
    `GET ${comments}`,
    `POST ${comments}`,
    `GET ${comments}`,
    `POST ${labelled}`,
    `PATCH /repos/owner/hello/issues/comments/${reply.id}`,
    `PATCH /repos/owner/hello/issues/comments/${reply.id}`,
    `POST ${labelled}`,
    `DELETE ${labelled}/processing`,
  ]);
  const { data } = await world.as('owner').rest.issues.listComments({ ...REPOSITORY, issue_number: number });
  expect(data.map(({ body }) => body)).toEqual(['<!-- poppobuilder:reply task=one -->\nDone.']);
});
