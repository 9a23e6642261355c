import { Octokit } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { cuts, fails, primaryLimit, secondaryLimit, slow } from './fault-proxy.ts';
import { type GitHubStandIn, startGitHub } from './github-stand-in.ts';

const silent = (): void => undefined;
const clientOf = (github: GitHubStandIn): Octokit =>
  new Octokit({
    baseUrl: github.url,
    auth: github.token('poppo-bot'),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });

describe('faults in front of GitHub', () => {
  it('happen at the request that a rule names', async () => {
    await using github = await startGitHub();
    const client = clientOf(github);
    const matcher = { method: 'GET', path: /^\/repos\/acme\/shop$/ };
    github.faults.add({ ...matcher, when: 2, fault: fails(502) });
    await client.rest.repos.get(github.at);
    await expect(client.rest.repos.get(github.at)).rejects.toMatchObject({ status: 502 });
    await client.rest.repos.get(github.at);
    expect(github.faults.count(matcher)).toBe(3);
    expect(github.faults.requests(matcher).map(({ status }) => status)).toEqual([200, 502, 200]);
  });

  it('report limits as GitHub does', async () => {
    await using github = await startGitHub();
    const client = clientOf(github);
    github.faults.add({ fault: primaryLimit(2_000_000_000), when: 1 });
    github.faults.add({ fault: secondaryLimit(7, 429) });
    await expect(client.rest.repos.get(github.at)).rejects.toMatchObject({
      status: 403,
      response: {
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000000000' },
      },
    });
    await expect(client.rest.repos.get(github.at)).rejects.toMatchObject({
      status: 429,
      response: { headers: { 'retry-after': '7' } },
    });
  });

  it.each([
    { side: 'before' as const, title: 'does not reach GitHub', comments: 0 },
    { side: 'after' as const, title: 'is done by GitHub', comments: 1 },
  ])('cut a request that $title', async ({ side, comments }) => {
    await using github = await startGitHub();
    const anna = github.api('anna');
    await anna.rest.issues.create({ ...github.at, title: 'One' });
    github.faults.add({ method: 'POST', when: 1, fault: cuts(side) });
    const comment = { ...github.at, issue_number: 1, body: 'Hello.' };
    await expect(clientOf(github).rest.issues.createComment(comment)).rejects.toMatchObject({ status: 500 });
    const { data } = await anna.rest.issues.listComments({ ...github.at, issue_number: 1 });
    expect(data.length).toBe(comments);
  });

  it('hold an answer back until a test releases it', async () => {
    await using github = await startGitHub();
    github.faults.add({ when: 1, fault: slow });
    const waiting = clientOf(github).rest.repos.get(github.at);
    await github.faults.isWaiting();
    github.faults.release();
    expect((await waiting).status).toBe(200);
  });

  it('let a test act between a request and its answer', async () => {
    await using github = await startGitHub();
    const anna = github.api('anna');
    await anna.rest.issues.create({ ...github.at, title: 'One' });
    github.faults.once({ path: /\/issues\/1$/ }, () =>
      anna.rest.issues.update({ ...github.at, issue_number: 1, state: 'closed' }),
    );
    const { data } = await clientOf(github).rest.issues.get({ ...github.at, issue_number: 1 });
    expect(data.state).toBe('closed');
    expect(github.faults.count()).toBe(1);
  });
});
