import { expect, it } from 'vitest';
import { externalLinksOf } from './external-links.ts';

const REPOSITORY = 'https://github.com/acme/shop';

it('a task on an issue leads to the issue, and to what it made', () => {
  const result = {
    pullRequest: { number: 13, url: 'https://github.com/acme/shop/pull/13' },
    branch: 'poppo/issue-12',
    replyUrl: 'https://github.com/acme/shop/issues/12#issuecomment-1',
  };
  expect(externalLinksOf({ task: { issueNumber: 12 }, result }, REPOSITORY)).toEqual([
    { kind: 'issue', name: '12', url: 'https://github.com/acme/shop/issues/12' },
    { kind: 'pullRequest', name: '13', url: 'https://github.com/acme/shop/pull/13' },
    { kind: 'branch', name: 'poppo/issue-12', url: 'https://github.com/acme/shop/tree/poppo/issue-12' },
    { kind: 'reply', name: undefined, url: 'https://github.com/acme/shop/issues/12#issuecomment-1' },
  ]);
});

it('a task on a pull request leads there before it has a result', () => {
  expect(externalLinksOf({ task: { prNumber: 7 } }, REPOSITORY)).toEqual([
    { kind: 'pullRequest', name: '7', url: 'https://github.com/acme/shop/pull/7' },
  ]);
});

it('a task in a folder without a repository leads nowhere', () => {
  expect(externalLinksOf({ task: { issueNumber: 12 } }, undefined)).toEqual([]);
});

it('texts that are no web page become no link', () => {
  const result = {
    pullRequest: { number: 1, url: 'javascript:alert(1)' },
    branch: '../../other/repository',
    replyUrl: 'data:text/html,<script>alert(1)</script>',
  };
  expect(externalLinksOf({ result }, REPOSITORY)).toEqual([]);
});

it('a branch with odd characters stays one name', () => {
  const [link] = externalLinksOf({ result: { branch: 'fix/what?x=#\u202E"' } }, REPOSITORY);
  expect(link?.url).toBe('https://github.com/acme/shop/tree/fix/what%3Fx%3D%23%E2%80%AE%22');
});
