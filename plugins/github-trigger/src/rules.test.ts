import { createTestProject } from '@poppobuilder/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { type Given, Shop } from './fixtures/shop.ts';

const project = await createTestProject();
afterAll(() => project.remove());

type Settings = Readonly<Record<string, unknown>>;

const KEY = 'acme/shop#7';
const NOTHING = { success: true, tasks: [], cancels: [], ignored: expect.any(String) as string };

const given = (task: object, idempotencyKey: string, rest: object = {}): object => ({
  tasks: [{ task, options: { idempotencyKey, concurrencyKey: KEY, ...rest } }],
});

const issueTask = (labelling: string): object =>
  given({ type: 'process-issue', issueNumber: 7 }, `issue/7/${labelling}`);

const answer = (kind: string, id: number | string): object =>
  given({ type: 'process-comment', issueNumber: 7, comments: [{ kind, id }] }, `${kind}/${id}`, {
    mergeBy: 'comments',
  });

const pullTask = (action: string, key: string): object =>
  given({ type: 'process-pr', prNumber: 7, action }, `pull/7/${key}`);

describe('an issue', () => {
  const opened = async (shop: Shop, settings?: Settings): Promise<Given> =>
    shop.send(project, 'issues', { action: 'opened' }, settings);

  it('with a trigger label is worked on, once for its opening', async () => {
    const shop = new Shop();
    expect(await opened(shop)).toMatchObject(issueTask('opened'));
    // GitHub reports the labels of a new issue as events of their own.
    shop.events.push({
      id: 1,
      event: 'labeled',
      label: { name: 'poppo' },
      created_at: shop.issue.created_at,
    });
    expect(await shop.send(project, 'issues', { action: 'labeled', label: { name: 'poppo' } })).toMatchObject(
      issueTask('opened'),
    );
  });

  it('is worked on once for each labelling, in any letter case', async () => {
    const shop = new Shop();
    shop.issue.labels = [];
    const labelled = { action: 'labeled', label: { name: 'Poppo' } };
    shop.label('Poppo', 5);
    expect(await shop.send(project, 'issues', labelled)).toMatchObject(issueTask('1005'));
    shop.label('Poppo', 6, 'unlabeled');
    shop.label('Poppo', 7);
    expect(await shop.send(project, 'issues', labelled)).toMatchObject(issueTask('1007'));
  });

  it.each(['processing', 'waiting', 'awaiting-response', 'completed', 'failed'])(
    'with the state label %s is not worked on',
    async (name) => {
      const shop = new Shop();
      shop.issue.labels.push({ name });
      expect(await opened(shop)).toEqual(NOTHING);
    },
  );

  it('is not worked on with an exclude label, until that is removed', async () => {
    const shop = new Shop();
    const settings = { excludeLabels: ['wontfix'] };
    shop.label('wontfix', 1);
    expect(await opened(shop, settings)).toEqual(NOTHING);
    shop.label('wontfix', 2, 'unlabeled');
    const unlabelled = { action: 'unlabeled', label: { name: 'wontfix' } };
    expect(await shop.send(project, 'issues', unlabelled, settings)).toMatchObject(issueTask('opened'));
  });

  it.each<[string, (shop: Shop) => void, Settings?]>([
    ['without a trigger label', (shop) => (shop.issue.labels = [])],
    ['with other labels', () => undefined, { labels: ['other'] }],
    ['of an author who may not', (shop) => Object.assign(shop.issue, { user: { login: 'mallory' } })],
    ['of our own', (shop) => Object.assign(shop.issue, { user: { login: 'Poppo' } })],
    ['of a deleted account', (shop) => Object.assign(shop.issue, { user: null })],
    ['that is closed by now', (shop) => (shop.issue.state = 'closed')],
    ['that is a pull request', (shop) => (shop.issue.pull_request = {})],
  ])('%s is not worked on', async (_, change, settings) => {
    const shop = new Shop();
    change(shop);
    expect(await opened(shop, settings)).toEqual(NOTHING);
  });

  it.each<[string, object, (shop: Shop) => void]>([
    ['closed', { action: 'closed' }, (shop) => (shop.issue.state = 'closed')],
    [
      'no longer labelled',
      { action: 'unlabeled', label: { name: 'poppo' } },
      (shop) => (shop.issue.labels = []),
    ],
  ])('that is %s is withdrawn', async (words, payload, change) => {
    const shop = new Shop();
    change(shop);
    const { cancels } = await shop.send(project, 'issues', payload);
    expect(cancels).toEqual([
      { key: KEY, reason: expect.stringContaining(words.split(' ')[0] ?? '') as string },
    ]);
  });

  it('that is labelled again by now is not withdrawn by an old event', async () => {
    const payload = { action: 'unlabeled', label: { name: 'poppo' } };
    expect(await new Shop().send(project, 'issues', payload)).toEqual(NOTHING);
  });
});

describe('a comment', () => {
  /** A shop whose issue has been worked on. */
  const worked = (): Shop => {
    const shop = new Shop();
    shop.issue.labels.push({ name: 'completed' });
    return shop;
  };
  const created = async (shop: Shop, body: string, login = 'anna'): Promise<Given> =>
    shop.send(project, 'issue_comment', { action: 'created', comment: shop.comment(body, 30, login) });

  it.each(['@poppo please', 'Hello, @POPPO!', '(@Poppo) look', 'Now @poppo.'])(
    'that says %j is answered',
    async (body) => {
      expect(await created(worked(), body)).toMatchObject(answer('comment', 100));
    },
  );

  it.each([
    'no mention',
    '@poppo2 please',
    '@poppo-bot please',
    'me@poppo.example',
    '@poppo.example',
    '@poppo/team',
    '`@poppo`',
    '> @poppo said so',
  ])('that says %j is not', async (body) => {
    expect(await created(new Shop(), body)).toEqual(NOTHING);
  });

  it('is never answered when it is ours or by somebody who may not', async () => {
    expect(await created(new Shop(), '@poppo go', 'poppo')).toEqual(NOTHING);
    expect(await created(new Shop(), '@poppo go', 'mallory')).toEqual(NOTHING);
  });

  it('may mention another name, where the project says so', async () => {
    const shop = worked();
    const payload = { action: 'created', comment: shop.comment('@Our-Bot go') };
    expect(await shop.send(project, 'issue_comment', payload, { mention: '@our-bot' })).toMatchObject(
      answer('comment', 100),
    );
  });

  it('takes its issue with it whose own delivery was lost or is late', async () => {
    const { tasks } = await created(new Shop(), '@poppo please');
    expect(tasks).toEqual([
      ...(issueTask('opened') as Given).tasks,
      ...(answer('comment', 100) as Given).tasks,
    ]);
    expect(await created(new Shop(), 'no mention')).toEqual(NOTHING);
    const closed = new Shop();
    closed.issue.state = 'closed';
    expect(await created(closed, '@poppo please')).toMatchObject(answer('comment', 100));
    const unlabelled = new Shop();
    unlabelled.issue.labels = [];
    expect(await created(unlabelled, '@poppo please')).toMatchObject(answer('comment', 100));
  });

  it('is answered without a mention while we await a response where we have answered', async () => {
    const shop = new Shop();
    shop.label('awaiting-response', 20);
    expect(await created(shop, 'Yes.')).toEqual(NOTHING);
    shop.comment('What do you mean?', 10, 'poppo');
    expect(await created(shop, 'Yes.')).toMatchObject(answer('comment', 102));
    // It was written before we asked, or after somebody else went on.
    const early = shop.comment('By the way.', 15);
    expect(await shop.send(project, 'issue_comment', { action: 'created', comment: early })).toEqual(NOTHING);
    shop.label('awaiting-response', 25, 'unlabeled');
    expect(await created(shop, 'Yes.')).toEqual(NOTHING);
  });

  it('that is edited counts only if it did not mention us before', async () => {
    const shop = worked();
    const comment = shop.comment('@poppo please');
    const edited = async (from: string): Promise<Given> =>
      shop.send(project, 'issue_comment', { action: 'edited', comment, changes: { body: { from } } });
    expect(await edited('please')).toMatchObject(answer('comment', 100));
    expect(await edited('@poppo plaese')).toEqual(NOTHING);
  });
});

describe('a review', () => {
  const submitted = async (shop: Shop, review: { readonly id: number }): Promise<Given> =>
    shop.send(project, 'pull_request_review', { action: 'submitted', review, pull_request: { number: 7 } });

  it('of our pull request that requests changes is answered, once with its comments', async () => {
    const shop = new Shop();
    shop.opens('poppo');
    const review = shop.review('CHANGES_REQUESTED', 'Not so.');
    expect(await submitted(shop, review)).toMatchObject(answer('review', 500));
    const comment = { ...shop.comment('Here.'), pull_request_review_id: 500 };
    shop.reviewComments.push(comment);
    const payload = { action: 'created', comment, pull_request: { number: 7 } };
    expect(await shop.send(project, 'pull_request_review_comment', payload)).toMatchObject(
      answer('review', 500),
    );
  });

  it('of our pull request that comments on lines is answered, and an approval is not', async () => {
    const shop = new Shop();
    shop.opens('poppo');
    const review = shop.review('COMMENTED');
    expect(await submitted(shop, review)).toEqual(NOTHING);
    shop.reviewComments.push({ ...shop.comment('Why?'), pull_request_review_id: 500 });
    expect(await submitted(shop, review)).toMatchObject(answer('review', 500));
    expect(await submitted(shop, shop.review('APPROVED', 'Good.'))).toEqual(NOTHING);
  });

  it('is not answered on pull requests of others, nor by who may not, nor when it is ours', async () => {
    const shop = new Shop();
    shop.opens('anna');
    expect(await submitted(shop, shop.review('CHANGES_REQUESTED'))).toEqual(NOTHING);
    shop.opens('poppo');
    expect(await submitted(shop, shop.review('CHANGES_REQUESTED', '', 'mallory'))).toEqual(NOTHING);
    expect(await submitted(shop, shop.review('CHANGES_REQUESTED', '', 'poppo'))).toEqual(NOTHING);
  });
});

describe('a pull request', () => {
  const SHA = 'b'.repeat(40);
  const changed = async (shop: Shop, action: string, reviews = true): Promise<Given> =>
    shop.send(project, 'pull_request', { action, pull_request: { number: 7 } }, { reviews });

  it('is reviewed, each head once', async () => {
    const shop = new Shop();
    shop.opens('anna');
    expect(await changed(shop, 'opened')).toMatchObject(pullTask('opened', 'a'.repeat(40)));
    expect(await changed(shop, 'ready_for_review')).toMatchObject(pullTask('opened', 'a'.repeat(40)));
    shop.opens('anna', SHA);
    expect(await changed(shop, 'synchronize')).toMatchObject(pullTask('synchronize', SHA));
  });

  it.each<[string, string, boolean, boolean?]>([
    ['without reviews', 'anna', false],
    ['of our own', 'poppo', true],
    ['of an author who may not', 'mallory', true],
    ['that is a draft', 'anna', true, true],
  ])('%s is not reviewed', async (_, login, reviews, draft = false) => {
    const shop = new Shop();
    shop.opens(login);
    Object.assign(shop.pull ?? {}, { draft });
    expect(await changed(shop, 'opened', reviews)).toEqual(NOTHING);
  });

  it('that is closed or merged is cleaned up after, once', async () => {
    const shop = new Shop();
    shop.opens('poppo');
    Object.assign(shop.pull ?? {}, { state: 'closed', closed_at: '2026-01-01T13:00:00Z' });
    expect(await changed(shop, 'closed', false)).toMatchObject(
      pullTask('closed', 'closed/2026-01-01T13:00:00Z'),
    );
    shop.opens('anna');
    Object.assign(shop.pull ?? {}, { state: 'closed', closed_at: '2026-01-01T13:00:00Z' });
    expect(await changed(shop, 'closed', false)).toEqual(NOTHING);
  });
});

describe('checks', () => {
  const done = (conclusion: string): object => ({ status: 'completed', conclusion });
  const completed = async (shop: Shop, checks = true): Promise<Given> => {
    const check_suite = { head_sha: shop.pull?.head.sha };
    return shop.send(
      project,
      'check_suite',
      { action: 'completed', check_suite, issue: undefined },
      { checks },
    );
  };

  it('that failed on our pull request are worked on, for two heads at most', async () => {
    const shop = new Shop();
    shop.checks = [done('success'), done('failure')];
    const shas = ['c', 'd', 'e'].map((letter) => letter.repeat(40));
    for (const sha of [shas[0], shas[0], shas[1]]) {
      shop.opens('poppo', sha);
      expect(await completed(shop)).toMatchObject(answer('checks', sha ?? ''));
    }
    shop.opens('poppo', shas[2]);
    expect(await completed(shop)).toEqual(NOTHING);
  });

  it.each<[string, string, object[], boolean]>([
    ['succeeded', 'poppo', [done('success')], true],
    ['still run', 'poppo', [done('failure'), { status: 'in_progress' }], true],
    ['failed on pull requests of others', 'anna', [done('failure')], true],
    ['nobody asked for', 'poppo', [done('failure')], false],
  ])('that %s are not', async (_, login, checks, isOn) => {
    const shop = new Shop();
    shop.opens(login);
    shop.checks = checks;
    expect(await completed(shop, isOn)).toEqual(NOTHING);
  });
});

it('an event of another repository gives nothing', async () => {
  const payload = { action: 'opened', repository: { full_name: 'acme/other' } };
  expect(await new Shop().send(project, 'issues', payload)).toEqual(NOTHING);
});
