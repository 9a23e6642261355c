import { withMiddleware } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';
import { describe, expect, it, vi } from 'vitest';
import type { Budgets } from '../configuration/budgets-configuration.ts';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { BudgetKeeper } from './budgets.ts';
import { dayAt } from './day.ts';
import { issueKey, subjectOf } from './subject-of.ts';

const HOUR = 3_600_000;
const WAITING = { timeout: 20_000, interval: 20 };

interface Opened {
  readonly engine: Engine;
  readonly keeper: BudgetKeeper;
  /** Submits a task, and resolves when it has ended or waits for a budget. */
  readonly outcomeOf: (fields?: Record<string, unknown>) => Promise<Outcome>;
}

interface Outcome {
  readonly id: string;
  readonly state: string;
  readonly message?: string | undefined;
  readonly until?: Date | undefined;
  readonly limit?: unknown;
}

async function open(world: RulesWorld): Promise<Opened> {
  const engine = await world.engine({
    projects: (projectId, task) => {
      const subject = task === undefined ? undefined : subjectOf(task);
      return { holdKeys: subject === undefined ? [] : [issueKey(projectId, subject)] };
    },
  });
  const keeper = new BudgetKeeper({
    engine,
    configuration: () => world.configuration,
    runner: world.runner,
    spends: () => true,
    onError: (error) => world.problems.push(error),
  });
  world.closeLater(() => keeper.close());
  await keeper.refresh();
  engine.consume({ slots: 4, runner: withMiddleware(world.runner, keeper.middleware) });
  const outcomeOf = async (fields: Record<string, unknown> = {}): Promise<Outcome> => {
    const { id } = await engine.submit(world.task(fields), { retry: { limit: 0 } });
    return vi.waitFor(async () => {
      const explained = await engine.tasks.explain(id);
      const budget = explained.waitingFor.find(({ code, by }) => code === 'BUDGET' && by?.hold !== undefined);
      if (budget !== undefined) {
        return { id, state: explained.state, message: budget.message, until: budget.until };
      }
      const { state, result, error, finishedAt } = await engine.tasks.get(id);
      if (finishedAt === undefined) throw new Error('It is still open.');
      return { id, state: error?.code ?? state, message: error?.message, limit: result?.['limit'] };
    }, WAITING);
  };
  return { engine, keeper, outcomeOf };
}

const withBudgets = (world: RulesWorld, budgets: Budgets, overall: Budgets = {}): void => {
  world.configuration = world.configured({ budgets }, { budgets: overall });
};

describe('a budget', () => {
  it('of a day holds the next task until midnight, and what is left limits each attempt before', async () => {
    await using world = new RulesWorld();
    withBudgets(world, { day: { usd: 1 } });
    const { engine, keeper, outcomeOf } = await open(world);
    expect(await outcomeOf({ usd: 0.4 })).toMatchObject({
      state: 'succeeded',
      limit: { usd: 1, defers: true },
    });
    expect(await outcomeOf({ usd: 0.5, failure: 'fails' })).toMatchObject({ state: 'HANDLER_FAILED' });
    const { end } = dayAt(Date.now(), new Intl.DateTimeFormat('en').resolvedOptions().timeZone);
    // It is stopped at the limit, and waits.
    const stopped = await outcomeOf({ usd: 7 });
    const next = await outcomeOf({ usd: 0.1 });
    for (const held of [stopped, next]) {
      expect(held).toMatchObject({
        state: expect.not.stringMatching('failed') as string,
        message: 'The budget of the day for the project "shop" is used up: 1 of 1 US dollars.',
        until: new Date(end),
      });
    }
    expect((await engine.tasks.get(next.id)).attempts).toEqual([]);
    expect((await engine.tasks.get(stopped.id)).attempts.map(({ outcome }) => outcome)).toEqual(['deferred']);
    // Triggers go on.
    const { id } = await engine.submit({ ...world.task(), type: 'trigger:test', event: { kind: 'poll' } });
    await engine.tasks.wait(id);
    expect(await keeper.list()).toMatchObject([{ cap: { name: 'day' }, isReached: true, unknownRuns: 0 }]);
    await keeper.override({ project: 'shop' }, { usd: 9 }, new Date(Date.now() + HOUR), 'me');
    expect(await engine.holds.list()).toEqual([]);
    await Promise.all([stopped, next].map(async (held) => engine.tasks.wait(held.id)));
    expect(world.problems).toEqual([]);
  });

  it('of an issue holds that issue alone, also by runs, until the configuration changes', async () => {
    await using world = new RulesWorld();
    withBudgets(world, {}, { issue: { runs: 1 } });
    const { engine, keeper, outcomeOf } = await open(world);
    expect(await outcomeOf({ issueNumber: 12 })).toMatchObject({ state: 'succeeded' });
    const held = await outcomeOf({ issueNumber: 12 });
    expect(held).toMatchObject({
      message: 'The budget of the issue shop#12 is used up: 1 of 1 runs.',
      until: undefined,
    });
    expect(await outcomeOf({ issueNumber: 13 })).toMatchObject({ state: 'succeeded' });
    await keeper.refresh();
    expect(await engine.holds.list()).toHaveLength(2);
    withBudgets(world, { issue: { runs: 2 } });
    await keeper.refresh();
    expect(await engine.holds.list()).toEqual([]);
    await engine.tasks.wait(held.id);
  });

  it('of 3 runs starts 3 of the tasks that come at the same time', async () => {
    await using world = new RulesWorld();
    withBudgets(world, { day: { runs: 3 } });
    const { outcomeOf } = await open(world);
    const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map(async () => outcomeOf()));
    expect(outcomes.filter(({ state }) => state === 'succeeded')).toHaveLength(3);
  });

  it('of a run fails that run alone', async () => {
    await using world = new RulesWorld();
    withBudgets(world, { run: { usd: 0.5, tokens: 100 } });
    const { engine, outcomeOf } = await open(world);
    const failed = await outcomeOf({ usd: 3 });
    expect(failed).toMatchObject({ state: 'BUDGET_EXCEEDED' });
    expect((await engine.tasks.get(failed.id)).attempts).toHaveLength(1);
    expect(await outcomeOf({ tokens: 200 })).toMatchObject({
      state: 'BUDGET_EXCEEDED',
      message: 'The task used 200 tokens, and its run may use 100.',
    });
    expect(await outcomeOf({ usd: 0.2 })).toMatchObject({ limit: { usd: 0.5, defers: false } });
    expect(await engine.holds.list()).toEqual([]);
  });

  it('counts what a run may have spent that died, and says that it is unknown', async () => {
    await using world = new RulesWorld();
    withBudgets(world, {}, { day: { usd: 2 }, run: { usd: 1.5 }, project: { usd: 10 } });
    const { keeper, outcomeOf } = await open(world);
    expect(await outcomeOf({ usd: 1, failure: 'dies' })).toMatchObject({ state: 'WORKER_CRASHED' });
    const [day, total] = await keeper.list();
    expect(day).toMatchObject({ unknownRuns: 1, amounts: [{ kind: 'usd', spent: 0, left: 0.5 }] });
    expect(total).toMatchObject({ cap: { name: 'project' }, amounts: [{ left: 8.5 }] });
    expect(await outcomeOf({ usd: 0.5 })).toMatchObject({ limit: { usd: 0.5, defers: true } });
    expect(await outcomeOf()).toMatchObject({
      message:
        'The budget of the day for all projects is used up: 0.5 of 2 US dollars, and what 1 run spent is unknown.',
    });
  });

  it('that cannot be read lets nothing start', async () => {
    await using world = new RulesWorld();
    withBudgets(world, { day: { usd: 1 } });
    const { engine, keeper } = await open(world);
    const keepers = new BudgetKeeper({
      engine: {
        holds: engine.holds,
        spending: { allowances: async () => Promise.reject(new Error('gone')) } as never,
      },
      configuration: () => world.configuration,
      runner: world.runner,
      spends: () => true,
      onError: () => undefined,
    });
    const runner = withMiddleware(world.runner, keepers.middleware);
    await expect(runner.execute({ ...world.task(), id: 'x' })).rejects.toMatchObject({
      deferred: true,
      message: 'What was spent cannot be read, so no task starts.',
    });
    keepers.close();
    expect(await keeper.list()).toMatchObject([{ amounts: [{ spent: 0 }] }]);
  });
});

describe('a day', () => {
  it.each([
    ['Europe/Berlin', '2026-10-25T12:30:00.500Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['Asia/Tokyo', '2026-12-01T15:00:00Z', '2026-12-01T15:00:00Z', '2026-12-02T15:00:00Z'],
    ['Asia/Tokyo', '2026-12-01T14:59:59.999Z', '2026-11-30T15:00:00Z', '2026-12-01T15:00:00Z'],
  ])('in %s at %s begins and ends at midnight there', (timeZone, now, start, end) => {
    expect(dayAt(Date.parse(now), timeZone)).toEqual({ start: Date.parse(start), end: Date.parse(end) });
  });
});
