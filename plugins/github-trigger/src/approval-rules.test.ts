import { createTestProject } from '@poppobuilder/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { type Given, Shop } from './fixtures/shop.ts';

const project = await createTestProject();
afterAll(() => project.remove());

const NOTHING = { success: true, tasks: [], cancels: [], ignored: expect.any(String) as string };

const decision = (fields: object): object => ({
  success: true,
  tasks: [],
  cancels: [],
  decisions: [{ by: 'anna', ...fields }],
});

/** An issue whose first plan was shown at 20 minutes past. */
function planned(): Shop {
  const shop = new Shop();
  shop.label('waiting', 20);
  shop.reply('t7', 20, 1);
  return shop;
}

const created = async (shop: Shop, body: string, minutes = 30, login = 'anna'): Promise<Given> =>
  shop.send(project, 'issue_comment', { action: 'created', comment: shop.comment(body, minutes, login) });

describe('a comment where a plan waits', () => {
  it('approves or rejects it as a command', async () => {
    const plan = { taskId: 't7', plan: '1', idempotencyKey: 'comment/101' };
    expect(await created(planned(), '/poppo approve')).toEqual(decision({ ...plan, verdict: 'approve' }));
    expect(await created(planned(), '/poppo reject Too risky.')).toEqual(
      decision({ ...plan, verdict: 'reject', comment: 'Too risky.' }),
    );
  });

  it('asks for another plan otherwise, and is what it would be where no plan waits any more', async () => {
    const adds = { field: 'comments', items: [{ kind: 'comment', id: 101 }] };
    const revision = { taskId: 't7', plan: '1', verdict: 'revise', adds, idempotencyKey: 'comment/101' };
    expect(await created(planned(), 'Round up.')).toEqual(decision(revision));
    const { decisions } = await created(planned(), '@poppo round up');
    expect(decisions).toEqual([
      {
        by: 'anna',
        ...revision,
        otherwise: {
          task: { type: 'process-comment', issueNumber: 7, comments: [{ kind: 'comment', id: 101 }] },
          options: { idempotencyKey: 'comment/101', concurrencyKey: 'acme/shop#7', mergeBy: 'comments' },
        },
      },
    ]);
  });

  it('is about the last plan before it, also while the next one is made', async () => {
    const shop = planned();
    shop.reply('t7', 40, 2);
    const { decisions: late } = await created(shop, '/poppo approve', 41);
    const { decisions: early } = await created(shop, '/poppo approve', 39);
    shop.reply('t7', 50);
    const { decisions: meanwhile } = await created(shop, 'Round up.', 55);
    expect([late, early, meanwhile].map((given) => given?.[0]?.plan)).toEqual(['2', '1', '2']);
    expect(await created(shop, '/poppo approve', 10)).toEqual(NOTHING);
  });

  it.each(['mallory', 'poppo'])('by %s decides nothing', async (login) => {
    for (const body of ['/poppo approve', '/poppo reject', 'Round up.']) {
      expect(await created(planned(), body, 30, login)).toEqual(NOTHING);
    }
  });

  it('that somebody who may not pretends to be a plan counts as none', async () => {
    const shop = new Shop();
    shop.comment('<!-- poppobuilder:reply task=other plan=1 -->\nA plan.', 10, 'mallory');
    expect(await created(shop, '/poppo approve')).toEqual(NOTHING);
  });

  it('that was deleted by now decides nothing', async () => {
    const shop = planned();
    const comment = shop.comment('/poppo approve');
    shop.comments.pop();
    expect(await shop.send(project, 'issue_comment', { action: 'created', comment })).toEqual(NOTHING);
  });
});

it('a command is about the start of a task where no plan waits, and never starts one', async () => {
  const shop = new Shop();
  expect(await created(shop, '/poppo approve')).toEqual(NOTHING);
  shop.reply('t8', 10);
  expect(await created(shop, '/poppo approve')).toEqual(
    decision({ taskId: 't8', verdict: 'approve', idempotencyKey: 'comment/102' }),
  );
});

describe('the label of approvals', () => {
  const labelled = async (shop: Shop, name = 'approved'): Promise<Given> =>
    shop.send(project, 'issues', { action: 'labeled', label: { name } });

  it('approves the last plan before it, once for each labelling', async () => {
    const shop = planned();
    shop.label('Approved', 30);
    const given = { taskId: 't7', plan: '1', verdict: 'approve', idempotencyKey: 'label/1030' };
    expect(await labelled(shop)).toEqual(decision(given));
    shop.reply('t7', 40, 2);
    expect(await labelled(shop)).toEqual(decision(given));
  });

  it('approves nothing by somebody who may not, by us, before the plan, or once it is removed', async () => {
    for (const login of ['mallory', 'poppo']) {
      const shop = planned();
      shop.label('approved', 30, 'labeled', login);
      expect(await labelled(shop)).toEqual(NOTHING);
    }
    const early = planned();
    early.label('approved', 10);
    expect(await labelled(early)).toEqual(NOTHING);
    expect(await labelled(planned())).toEqual(NOTHING);
  });
});
