import {
  describePluginContract,
  fakeAuthors,
  fakeClaimAuthority,
  fakeCodingAgent,
  fakeGitHub,
  fakeIssueLabels,
  fakeReplies,
} from '@poppobuilder/testing';
import plugin from './index.ts';

const repository = { full_name: 'acme/shop', default_branch: 'main' };
const pull = {
  number: 8,
  title: 'Correct the price',
  body: 'Fixes #7.',
  state: 'closed',
  merged: true,
  labels: [{ name: 'processing' }],
  user: { login: 'poppo', type: 'User' },
  author_association: 'MEMBER',
  html_url: 'https://github.com/acme/shop/pull/8',
  base: { ref: 'main', repo: repository },
  head: { ref: 'poppo/issue-7', repo: repository },
};

describePluginContract(plugin, {
  module: new URL('index.ts', import.meta.url),
  examples: [
    {
      task: { type: 'process-pr', prNumber: 8, action: 'closed' },
      services: [
        fakeAuthors(),
        fakeClaimAuthority(),
        fakeCodingAgent(),
        fakeGitHub({ 'GET /repos/{owner}/{repo}/pulls/{pull_number}': pull }),
        fakeIssueLabels(),
        fakeReplies(),
      ].map(({ service }) => service),
      idempotent: true,
    },
  ],
});
