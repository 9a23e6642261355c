import { describe, expect, it } from 'vitest';
import { remoteHint, remoteProblem } from './git-failure.ts';

describe('the hint for a remote that failed', () => {
  it.each([
    ['ssh: Could not resolve hostname github-work: Name or service not known', /github\.cloneUrl/],
    ['git@github.com: Permission denied (publickey).\nfatal: Could not read from remote', /github\.cloneUrl/],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', /github\.cloneUrl/],
    ["fatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403", /token/],
  ])('of %j says what to do', (stderr, hint) => {
    expect(remoteHint(stderr, remoteProblem(stderr))).toMatch(hint);
  });

  it('is none where only time helps', () => {
    const stderr = 'fatal: unable to access: Could not resolve host: github.com';
    expect(remoteHint(stderr, remoteProblem(stderr))).toBeUndefined();
  });
});
