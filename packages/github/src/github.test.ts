import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineTaskHandler, TaskExecutor, definePlugin } from '@poppobuilder/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type GitHubWorld, REPOSITORY, startGitHubWorld, TOKENS } from './fixtures/github-world.ts';
import { Authors, ClaimAuthority, GitHub, IssueLabels, Replies } from './index.ts';

let world: GitHubWorld;
let projectPath: string;
beforeAll(async () => {
  world = await startGitHubWorld();
  projectPath = await mkdtemp(join(tmpdir(), 'poppobuilder-github-'));
});
afterAll(async () => {
  await world.close();
  await rm(projectPath, { recursive: true });
});

const handler = defineTaskHandler({
  type: 'answer',
  description: 'Answers an issue.',
  input: z.strictObject({ issueNumber: z.int() }),
  output: z.object({ login: z.string(), url: z.string() }),
  permissions: { network: true, secrets: ['github'] },
  services: {
    github: GitHub,
    replies: Replies,
    claims: ClaimAuthority,
    labels: IssueLabels,
    authors: Authors,
  },
  async handle({ issueNumber }, context, { github, replies, claims, labels, authors }) {
    await authors.assertPermitted({ login: 'owner', type: 'User', association: 'OWNER' });
    const claim = await claims.claim(issueNumber, 'I am on it.');
    const reply = await replies.open(issueNumber, 'I am on it.');
    await labels.show(issueNumber, 'completed', []);
    await reply.update('Done.', { isFinal: true });
    await claim.release();
    const { login } = await context.components.github.identity();
    await github.identity();
    return { success: true, login, url: reply.url };
  },
});

it('a handler that asks for the tokens alone gets services that work together', async () => {
  const number = await world.openIssue();
  const plugin = definePlugin({ name: 'answer', apiVersion: 1, handlers: [handler] });
  const executor = new TaskExecutor({ workerId: 'worker', plugins: [plugin] });
  const result = await executor.execute({
    id: 'answer-1',
    type: 'answer',
    projectId: 'hello',
    projectPath,
    issueNumber: number,
    projectConfig: { githubToken: TOKENS.poppo, github: { ...REPOSITORY, baseUrl: world.proxy.url } },
  });
  expect(result).toMatchObject({ success: true, login: 'poppo' });
  const { data } = await world.as('owner').rest.issues.listComments({ ...REPOSITORY, issue_number: number });
  expect(data.map(({ body }) => body)).toEqual(['<!-- poppobuilder:reply task=answer%2D1 -->\nDone.']);
  await executor.close();
});
