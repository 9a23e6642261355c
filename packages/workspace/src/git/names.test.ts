import { describe, expect, it } from 'vitest';
import { assertBranchName, isName } from './names.ts';

describe('a name of a branch', () => {
  it.each([
    'main',
    'poppo/issue-12',
    'ブランチ/日本',
    'a.b',
    'a@b',
    'feature/#1',
    "it's",
    '$(id)',
    'a\u0085b',
    'a{b}',
  ])('may be %s', (name) => {
    expect(() => assertBranchName(name, 'issues.branch')).not.toThrow();
  });

  it.each([
    '',
    '-x',
    '--upload-pack=id',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    '@',
    '@{-1}',
    'a@{1}',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'a.',
    'HEAD',
    'a\nb',
    'a\u0000b',
    'a\u007fb',
    '\uD800',
    'x'.repeat(300),
  ])('is not %j', (name) => {
    expect(() => assertBranchName(name, 'issues.branch')).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', hint: expect.stringContaining('issues.branch') }),
    );
  });
});

describe('a name of a worktree', () => {
  it.each([
    ['issue-12', true],
    ['pull-7', true],
    ['a.b_c', true],
    ['', false],
    ['..', false],
    ['a..b', false],
    ['.git', false],
    ['A', false],
    ['a/b', false],
    ['a.lock', false],
    ['-a', false],
  ])('%j: %s', (name, isOne) => {
    expect(isName(name)).toBe(isOne);
  });
});
