import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubWorld, REPOSITORY, startGitHubWorld } from '../fixtures/github-world.ts';
import type { Author } from './authors.ts';
import type { AuthorsConfig } from './authors-config.ts';
import { RepositoryAuthors } from './repository-authors.ts';

let world: GitHubWorld;
beforeAll(async () => {
  world = await startGitHubWorld({
    users: ['owner', 'poppo', 'stranger', 'reader', 'writer', 'admin', 'helper-bot'].map((login) => ({
      login,
    })),
  });
  const people = { reader: 'pull', writer: 'push', admin: 'admin', 'helper-bot': 'push' } as const;
  for (const [username, permission] of Object.entries(people)) {
    await world.as('owner').rest.repos.addCollaborator({ ...REPOSITORY, username, permission });
  }
});
afterAll(() => world.close());
beforeEach(() => world.proxy.reset());

const authorsOf = (config: AuthorsConfig = {}): { authors: RepositoryAuthors; logged: string[] } => {
  const { github, context, logger, logged } = world.task('one');
  return {
    authors: new RepositoryAuthors({
      github,
      context,
      logger,
      project: { config: asProjectConfig({ authors: config }) },
    }),
    logged,
  };
};
const person = (login: string | undefined, more: Partial<Author> = {}): Author => ({
  login,
  type: 'User',
  association: 'NONE',
  ...more,
});
const bot = (login: string): Author => person(login, { type: 'Bot' });

describe('an author', () => {
  it.each<{ title: string; author: Author; config?: AuthorsConfig; isPermitted: boolean; requests: number }>([
    { title: 'who may write', author: person('writer'), isPermitted: true, requests: 1 },
    { title: 'who owns the repository', author: person('owner'), isPermitted: true, requests: 1 },
    { title: 'who may only read', author: person('reader'), isPermitted: false, requests: 1 },
    {
      title: 'who may only read, which is enough',
      author: person('reader'),
      config: { permission: 'read' },
      isPermitted: true,
      requests: 1,
    },
    {
      title: 'who may write, which is not enough',
      author: person('writer'),
      config: { permission: 'admin' },
      isPermitted: false,
      requests: 1,
    },
    {
      title: 'who is an admin',
      author: person('admin'),
      config: { permission: 'admin' },
      isPermitted: true,
      requests: 1,
    },
    { title: 'who is no collaborator', author: person('stranger'), isPermitted: false, requests: 1 },
    {
      title: 'who is no collaborator, whatever the association says',
      author: person('stranger', { association: 'OWNER' }),
      isPermitted: false,
      requests: 1,
    },
    { title: 'who does not exist', author: person('nobody'), isPermitted: false, requests: 1 },
    { title: 'whose account was deleted', author: person(undefined), isPermitted: false, requests: 0 },
    {
      title: 'who is on the deny list',
      author: person('Writer'),
      config: { deny: ['wRITER'], allow: ['writer'] },
      isPermitted: false,
      requests: 0,
    },
    {
      title: 'who is on the allow list',
      author: person('Stranger'),
      config: { allow: ['stranger'] },
      isPermitted: true,
      requests: 0,
    },
    { title: 'that is a bot', author: bot('helper-bot'), isPermitted: false, requests: 0 },
    { title: 'whose name is a bot’s', author: person('other[bot]'), isPermitted: false, requests: 0 },
    {
      title: 'that is a bot on the list',
      author: bot('helper-bot'),
      config: { bots: ['Helper-Bot'] },
      isPermitted: true,
      requests: 2,
    },
    {
      title: 'that is a bot on the list without permission',
      author: bot('other[bot]'),
      config: { bots: ['other[bot]'] },
      isPermitted: false,
      requests: 2,
    },
    {
      title: 'that is ourselves',
      author: bot('poppo'),
      config: { bots: ['poppo'], allow: ['poppo'] },
      isPermitted: false,
      requests: 1,
    },
    {
      title: 'with one of the associations',
      author: person('writer', { association: 'MEMBER' }),
      config: { associations: ['OWNER', 'member'] },
      isPermitted: true,
      requests: 1,
    },
    {
      title: 'with none of the associations',
      author: person('writer'),
      config: { associations: ['MEMBER'] },
      isPermitted: false,
      requests: 1,
    },
  ])('$title', async ({ author, config, isPermitted, requests }) => {
    const { authors, logged } = authorsOf(config);
    const verdict = await authors.judge(author);
    expect(verdict).toEqual({ isPermitted, reason: expect.stringMatching(/^[A-Za-z].*\.$/) });
    expect(logged).toEqual(isPermitted ? [] : [verdict.reason]);
    expect(world.proxy.calls).toHaveLength(requests);
  });

  it('is asked about once in a task, also at the same time and in other letters', async () => {
    const { authors } = authorsOf();
    await Promise.all([
      authors.judge(person('writer')),
      authors.judge(person('Writer')),
      authors.judge(person('writer')),
    ]);
    expect(world.proxy.calls).toHaveLength(1);
  });

  it('who may not is NOT_PERMITTED, with what to do', async () => {
    const { authors } = authorsOf();
    await expect(authors.assertPermitted(person('reader'))).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
      retryable: false,
      message: 'reader has the permission "read", and "write" is needed to command the agent.',
      hint: expect.stringContaining('authors.allow'),
    });
    await expect(authors.assertPermitted(person('writer'))).resolves.toBeUndefined();
  });
});

describe('a permission that cannot be read', () => {
  it.each([403, 404, 410, 422])('because of %i is a refusal', async (status) => {
    world.proxy.inject({ on: 'permission', status });
    await expect(authorsOf().authors.judge(person('writer'))).resolves.toMatchObject({
      isPermitted: false,
      reason: expect.stringContaining(String(status)),
    });
  });

  it.each([
    { title: '401', fault: { status: 401 }, error: { status: 401, retryable: false } },
    { title: '503', fault: { status: 503, times: 4 }, error: { status: 503, retryable: true } },
    { title: 'a cut connection', fault: { times: 4 }, error: { code: 'GITHUB_FAILED', retryable: true } },
    {
      title: 'a limit',
      fault: { status: 403, headers: { 'retry-after': '600' } },
      error: { code: 'RATE_LIMITED', retryable: true },
    },
  ])('because of $title is a failure, and asked for again', async ({ fault, error }) => {
    const { authors } = authorsOf();
    world.proxy.inject({ on: 'permission', ...fault });
    await expect(authors.judge(person('writer'))).rejects.toMatchObject(error);
    await expect(authors.judge(person('writer'))).resolves.toMatchObject({ isPermitted: true });
  });
});
