import { createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startGitHub } from './github-stand-in.ts';

const FILES = { 'README.md': '# shop\n', 'total.js': 'export const total = 1;\n' };

describe('the stand-in for GitHub', () => {
  it('supports all steps from an issue to a merged pull request, with commits of real branches', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at, remote } = github;
    const anna = github.api('anna');
    const bot = github.api('poppo-bot');

    const { data: issue } = await anna.rest.issues.create({
      ...at,
      title: 'Total is wrong',
      body: 'Fix it.',
    });
    expect(issue).toMatchObject({ number: 1, author_association: 'COLLABORATOR' });
    const { data: comment } = await bot.rest.issues.createComment({
      ...at,
      issue_number: 1,
      body: 'I look.',
    });
    expect(comment).toMatchObject({ user: { login: 'poppo-bot' }, body: 'I look.' });
    await bot.rest.issues.addLabels({ ...at, issue_number: 1, labels: ['processing'] });

    const head = remote.commit('poppo/issue-1', { 'total.js': 'export const total = 2;\n' });
    const created = await bot.rest.pulls.create({
      ...at,
      head: 'poppo/issue-1',
      base: 'main',
      title: 'Fix the total',
      body: 'Closes #1',
    });
    const base = remote.resolve('main');
    expect(created.data).toMatchObject({
      number: 2,
      head: { ref: 'poppo/issue-1', sha: head },
      base: { sha: base },
    });
    expect(remote.resolve('refs/pull/2/head')).toBe(head);

    const { data: review } = await bot.rest.pulls.createReview({
      ...at,
      pull_number: 2,
      event: 'COMMENT',
      body: 'Looks good.',
      comments: [{ path: 'total.js', line: 1, side: 'RIGHT', body: 'Why 2?' }],
    });
    const { data: comments } = await anna.rest.pulls.listReviewComments({ ...at, pull_number: 2 });
    expect(comments).toMatchObject([
      { path: 'total.js', line: 1, side: 'RIGHT', pull_request_review_id: review.id, commit_id: head },
    ]);

    const moved = remote.commit('poppo/issue-1', { 'total.js': 'export const total = 3;\n' });
    const { data: pull } = await anna.rest.pulls.get({ ...at, pull_number: 2 });
    expect(pull).toMatchObject({ head: { sha: moved }, mergeable: true, merged: false });
    const { data: list } = await anna.rest.pulls.list({ ...at, head: 'acme:poppo/issue-1', state: 'open' });
    expect(list).toMatchObject([{ number: 2, head: { sha: moved } }]);

    const { data: merged } = await anna.rest.pulls.merge({ ...at, pull_number: 2, sha: moved });
    expect(merged.sha).toBe(remote.resolve('main'));
    expect(remote.show('main', 'total.js')).toBe('export const total = 3;\n');
    remote.deleteBranch('poppo/issue-1');
    const { data: ended } = await anna.rest.pulls.get({ ...at, pull_number: 2 });
    expect(ended).toMatchObject({ merged: true, merge_commit_sha: merged.sha, head: { sha: moved } });
    expect(remote.resolve('refs/pull/2/head')).toBe(moved);
    const { data: closed } = await anna.rest.issues.get({ ...at, issue_number: 1 });
    expect(closed).toMatchObject({ state: 'closed', labels: [{ name: 'processing' }] });
    await expect(anna.rest.pulls.merge({ ...at, pull_number: 2 })).rejects.toMatchObject({ status: 405 });
  });

  it('shows, edits, labels and comments a pull request as an issue', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at, remote } = github;
    const anna = github.api('anna');
    remote.commit('topic', { 'new.js': '' });
    await anna.rest.pulls.create({ ...at, head: 'topic', base: 'main', title: 'New' });
    const one = { ...at, issue_number: 1 };
    await anna.rest.issues.addLabels({ ...one, labels: ['bug'] });
    await anna.rest.issues.createComment({ ...one, body: 'Hello.' });
    const { data: edited } = await anna.rest.issues.update({ ...one, title: 'Newer' });
    expect(edited).toMatchObject({ title: 'Newer', labels: [{ name: 'bug' }] });
    const { data: issue } = await anna.rest.issues.get(one);
    expect(issue.pull_request?.url).toBe(`${github.url}/repos/acme/shop/pulls/1`);
    expect(issue.html_url).toBe(`${github.url}/acme/shop/pull/1`);
    expect((await anna.rest.issues.listLabelsOnIssue(one)).data).toMatchObject([{ name: 'bug' }]);
    expect((await anna.rest.issues.listComments(one)).data).toMatchObject([{ body: 'Hello.' }]);
    expect((await anna.rest.pulls.get({ ...at, pull_number: 1 })).data.labels).toMatchObject([
      { name: 'bug' },
    ]);
    await expect(anna.rest.issues.get({ ...at, issue_number: 9 })).rejects.toMatchObject({ status: 404 });
  });

  it('keeps the head of a closed pull request until it is reopened', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at, remote } = github;
    const anna = github.api('anna');
    const one = { ...at, pull_number: 1 };
    const head = remote.commit('topic', { 'new.js': '' });
    await anna.rest.pulls.create({ ...at, head: 'topic', base: 'main', title: 'New' });
    await anna.rest.pulls.update({ ...one, state: 'closed' });
    const moved = remote.commit('topic', { 'newer.js': '' });
    expect((await anna.rest.pulls.get(one)).data).toMatchObject({ state: 'closed', head: { sha: head } });
    await anna.rest.pulls.update({ ...one, state: 'open' });
    expect((await anna.rest.pulls.get(one)).data).toMatchObject({ state: 'open', head: { sha: moved } });
    expect(remote.resolve('refs/pull/1/head')).toBe(moved);
    remote.deleteBranch('topic');
    expect((await anna.rest.pulls.get(one)).data).toMatchObject({ state: 'closed', head: { sha: moved } });
  });

  it("reports permissions in GitHub's terms", async () => {
    await using github = await startGitHub({ people: { rita: 'triage' } });
    const bot = github.api('poppo-bot');
    const permissions = ['acme', 'anna', 'rita', 'mallory'].map(async (username) => {
      const { data } = await bot.rest.repos.getCollaboratorPermissionLevel({ ...github.at, username });
      return [username, data.permission, data.role_name];
    });
    expect(await Promise.all(permissions)).toEqual([
      ['acme', 'admin', 'admin'],
      ['anna', 'write', 'write'],
      ['rita', 'read', 'triage'],
      ['mallory', 'read', 'read'],
    ]);
    const nobody = { ...github.at, username: 'nobody' };
    await expect(bot.rest.repos.getCollaboratorPermissionLevel(nobody)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('rejects an invalid or revoked token on reads', async () => {
    await using github = await startGitHub();
    const repository = `${github.url}/repos/acme/shop`;
    const headers = { authorization: 'token ghp_unknown' };
    expect((await fetch(repository, { headers })).status).toBe(401);
    expect((await fetch(repository)).status).toBe(200);
    github.revoke('anna');
    await expect(github.api('anna').rest.repos.get(github.at)).rejects.toMatchObject({ status: 401 });
  });

  it('answers 304 when the client has the current answer', async () => {
    await using github = await startGitHub();
    const repository = `${github.url}/repos/acme/shop`;
    const etag = (await fetch(repository)).headers.get('etag') ?? '';
    const again = await fetch(repository, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('rejects pull requests and reviews that GitHub rejects, and stores nothing of them', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at, remote } = github;
    const anna = github.api('anna');
    const pull = { ...at, base: 'main', title: 'New' };
    await expect(anna.rest.pulls.create({ ...pull, head: 'gone' })).rejects.toMatchObject({ status: 422 });
    remote.git('branch', 'same', 'main');
    await expect(anna.rest.pulls.create({ ...pull, head: 'same' })).rejects.toThrow(/No commits between/);
    remote.commit('topic', { 'new.js': 'one\n' });
    await anna.rest.pulls.create({ ...pull, head: 'topic' });
    await expect(anna.rest.pulls.create({ ...pull, head: 'topic' })).rejects.toThrow(/already exists/);
    const review = { ...at, pull_number: 1, event: 'COMMENT' as const, body: 'Read.' };
    const comments = [{ path: 'new.js', line: 2, side: 'RIGHT', body: 'There is no line 2.' }];
    await expect(anna.rest.pulls.createReview({ ...review, comments })).rejects.toMatchObject({
      status: 422,
    });
    expect((await anna.rest.pulls.listReviews({ ...at, pull_number: 1 })).data).toEqual([]);
  });

  it('does not merge a conflicting pull request', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at, remote } = github;
    const anna = github.api('anna');
    remote.commit('topic', { 'total.js': 'one\n' });
    remote.commit('main', { 'total.js': 'two\n' });
    await anna.rest.pulls.create({ ...at, head: 'topic', base: 'main', title: 'New' });
    const one = { ...at, pull_number: 1 };
    expect((await anna.rest.pulls.get(one)).data).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
    await expect(anna.rest.pulls.merge(one)).rejects.toMatchObject({ status: 405 });
  });

  it('reads and deletes the branches of the repository', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at, remote } = github;
    const anna = github.api('anna');
    const sha = remote.commit('poppo/issue-1', { 'new.js': '' });
    const ref = 'heads/poppo/issue-1';
    expect((await anna.rest.git.getRef({ ...at, ref })).data.object.sha).toBe(sha);
    await anna.rest.git.deleteRef({ ...at, ref });
    expect(remote.branches()).toEqual(['main']);
    await expect(anna.rest.git.getRef({ ...at, ref })).rejects.toMatchObject({ status: 404 });
  });

  it('lets strangers read and comment, but not label, edit others, lock or merge', async () => {
    await using github = await startGitHub({ files: FILES });
    const { at } = github;
    const anna = github.api('anna');
    const mallory = github.api('mallory');
    const one = { ...at, issue_number: 1 };
    await anna.rest.issues.create({ ...at, title: 'One' });
    const { data: comment } = await anna.rest.issues.createComment({ ...one, body: 'Hers.' });
    const { data: own } = await mallory.rest.issues.createComment({ ...one, body: 'Mine.' });
    const edit = { ...at, comment_id: own.id, body: 'Still mine.' };
    expect((await mallory.rest.issues.updateComment(edit)).data.body).toBe('Still mine.');
    const refused = [
      () => mallory.rest.issues.addLabels({ ...one, labels: ['bug'] }),
      () => mallory.rest.issues.update({ ...one, state: 'closed' }),
      () => mallory.rest.issues.updateComment({ ...edit, comment_id: comment.id }),
      () => mallory.rest.issues.deleteComment({ ...at, comment_id: comment.id }),
      () => mallory.rest.issues.lock(one),
    ];
    for (const call of refused) await expect(call()).rejects.toMatchObject({ status: 403 });
    await anna.rest.issues.lock(one);
    await expect(mallory.rest.issues.createComment({ ...one, body: 'No.' })).rejects.toThrow(/locked/);
    await github.api('poppo-bot').rest.issues.createComment({ ...one, body: 'Yes.' });
  });

  it('supports pull requests from forks, and lists their changed files', async () => {
    await using github = await startGitHub({ files: FILES });
    const { number, head } = await github.openFromFork('mallory', 'Evil', {
      'total.js': 'evil\n',
      'new.bin': new Uint8Array([0, 1]),
    });
    const one = { ...github.at, pull_number: number };
    const bot = github.api('poppo-bot');
    const { data: pull } = await bot.rest.pulls.get(one);
    expect(pull).toMatchObject({
      head: { sha: head, repo: { full_name: 'mallory/shop', fork: true } },
      base: { repo: { full_name: 'acme/shop' } },
      author_association: 'NONE',
    });
    expect(github.remote.branches()).toEqual(['main']);
    const { data: files } = await bot.rest.pulls.listFiles(one);
    expect(files).toMatchObject([
      { filename: 'new.bin', status: 'added' },
      { filename: 'total.js', status: 'modified', additions: 1, deletions: 1 },
    ]);
    await github.api('anna').rest.pulls.update({ ...one, state: 'closed' });
    await github.api('anna').rest.pulls.update({ ...one, state: 'open' });
    expect((await bot.rest.pulls.get(one)).data.head.sha).toBe(head);
    expect(files[1]?.patch).toBe('@@ -1 +1 @@\n-export const total = 1;\n+evil');
  });

  it('paginates long lists', async () => {
    await using github = await startGitHub();
    const anna = github.api('anna');
    await anna.rest.issues.create({ ...github.at, title: 'One' });
    const one = { ...github.at, issue_number: 1 };
    for (let index = 0; index < 35; index += 1) {
      await anna.rest.issues.createComment({ ...one, body: `comment ${index}` });
    }
    expect((await anna.paginate(anna.rest.issues.listComments, one)).length).toBe(35);
  });

  it('treats a GitHub App as an account of its own', async () => {
    await using github = await startGitHub({ hasApp: true });
    const { app } = github;
    const { token } = await installationToken(github.url, app?.installationId ?? 0, {
      id: app?.appId ?? 0,
      key: app?.privateKey ?? '',
    });
    await github.api('anna').rest.issues.create({ ...github.at, title: 'One' });
    const answer = await fetch(`${github.url}/repos/acme/shop/issues/1/comments`, {
      method: 'POST',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ body: 'Hello.' }),
    });
    expect(await answer.json()).toMatchObject({ user: { login: app?.login, type: 'Bot' } });
  });
});

async function installationToken(
  url: string,
  installation: number,
  app: { readonly id: number; readonly key: string },
): Promise<{ readonly token: string }> {
  const now = Math.floor(Date.now() / 1_000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iss: app.id, iat: now - 10, exp: now + 300 },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = createSign('RSA-SHA256').update(text).sign(app.key).toString('base64url');
  const response = await fetch(`${url}/app/installations/${installation}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${text}.${signature}` },
  });
  return (await response.json()) as { readonly token: string };
}
