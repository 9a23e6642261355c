import {
  createTestProject,
  describePluginContract,
  fakeAuthors,
  fakeClaimAuthority,
  fakeCodingAgent,
  fakeGitHub,
  fakeIssueLabels,
  fakeReplies,
} from '@poppobuilder/testing';
import { afterAll } from 'vitest';
import plugin from './index.ts';

const remote = await createTestProject({ files: { 'shop.js': 'export const price = 1;\n' } });
afterAll(() => remote.remove());

const issue = {
  number: 7,
  title: 'Wrong price',
  body: 'It is 2.',
  state: 'open',
  labels: [],
  user: { login: 'octocat', type: 'User' },
  author_association: 'MEMBER',
  html_url: 'https://github.com/acme/shop/issues/7',
};

const comment = {
  id: 700,
  body: '@poppo please fix it.',
  user: { login: 'octocat', type: 'User' },
  author_association: 'MEMBER',
  html_url: 'https://github.com/acme/shop/issues/7#issuecomment-700',
};

describePluginContract(plugin, {
  module: new URL('index.ts', import.meta.url),
  examples: [
    {
      task: { type: 'process-comment', issueNumber: 7, comment, dryRun: true },
      services: [
        fakeAuthors(),
        fakeClaimAuthority(),
        fakeCodingAgent({ output: 'I would change the price.' }),
        fakeGitHub(
          {
            'GET /repos/{owner}/{repo}/issues/{issue_number}': issue,
          },
          { cloneUrl: remote.path },
        ),
        fakeIssueLabels(),
        fakeReplies({ 7: [{ body: comment.body, id: comment.id }] }),
      ].map(({ service }) => service),
    },
  ],
});
