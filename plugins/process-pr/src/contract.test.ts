import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: remote.path });
git('checkout', '--quiet', '-b', 'fix');
writeFileSync(join(remote.path, 'shop.js'), 'export const price = 2;\n');
git('commit', '--quiet', '--all', '--message', 'Correct the price');

const repository = { full_name: 'acme/shop', default_branch: 'main' };
const pull = {
  number: 8,
  title: 'Correct the price',
  body: 'Fixes #7.',
  state: 'open',
  labels: [{ name: 'processing' }],
  user: { login: 'poppo', type: 'User' },
  author_association: 'MEMBER',
  html_url: 'https://github.com/acme/shop/pull/8',
  base: { ref: 'main', repo: repository },
  head: { ref: 'fix', repo: repository },
};

const review = { summary: 'Fine.', comments: [] };

const servicesFor = (shown: object): ReturnType<typeof fakeGitHub>['service'][] =>
  [
    fakeAuthors(),
    fakeClaimAuthority(),
    fakeCodingAgent({ output: '', structuredOutput: review }),
    fakeGitHub(
      {
        'GET /repos/{owner}/{repo}/pulls/{pull_number}': shown,
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': [],
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': [],
      },
      { cloneUrl: remote.path },
    ),
    fakeIssueLabels(),
    fakeReplies(),
  ].map(({ service }) => service);

describePluginContract(plugin, {
  module: new URL('index.ts', import.meta.url),
  examples: [
    {
      task: { type: 'process-pr', prNumber: 8, action: 'opened', dryRun: true },
      services: servicesFor(pull),
    },
    {
      task: { type: 'process-pr', prNumber: 8, action: 'closed' },
      services: servicesFor({ ...pull, state: 'closed', merged: true }),
    },
  ],
});
