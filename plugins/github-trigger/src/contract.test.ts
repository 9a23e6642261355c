import { describePluginContract, fakeAuthors, fakeGitHub } from '@poppobuilder/testing';
import plugin from './index.ts';

const issue = {
  number: 7,
  title: 'Wrong price',
  state: 'open',
  labels: [{ name: 'poppo' }],
  user: { login: 'octocat', type: 'User' },
  author_association: 'MEMBER',
  created_at: '2026-11-30T08:00:00Z',
  updated_at: '2026-11-30T08:00:00Z',
};

const delivered = (event: string, payload: object) => ({
  kind: 'webhook',
  headers: { 'x-github-event': event },
  body: { repository: { full_name: 'acme/shop' }, issue, ...payload },
  deliveryId: 'one',
});

const services = [
  fakeAuthors(),
  fakeGitHub({
    'GET /repos/{owner}/{repo}/issues/{issue_number}': issue,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/events': [],
  }),
].map(({ service }) => service);

// Polls use Octokit, which the fake does not have.
describePluginContract(plugin, {
  module: new URL('index.ts', import.meta.url),
  examples: [
    delivered('issues', { action: 'labeled', label: { name: 'poppo' } }),
    delivered('issues', { action: 'closed' }),
    delivered('star', { action: 'created' }),
  ].map((event) => ({ task: { type: 'trigger:github', event }, services })),
});
