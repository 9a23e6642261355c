import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import { applyHolds } from '../holds/apply-holds.ts';
import type { HoldScope } from '../holds/hold-options.ts';
import { jobIdOf } from '../job/job-id.ts';
import { StillEngine } from '../job/state-model/fixtures/still-engine.ts';
import { Remover } from './fixtures/remover.ts';
import { WAIT_CODES } from './wait-reason.ts';

const HOUR = 3_600_000;
/** More reasons than a task can have one after the other. */
const MAX_STEPS = 60;
/** The reason of a task that starts as soon as a consumer asks. */
const TURN = 'SLOT';
/** Codes of holds. */
const HOLD_CODES = ['HELD', 'BUDGET', 'USAGE_LIMIT', 'ACTIVE_HOURS', 'MEMORY'];

const flag = fc.constantFrom(false, false, true);
const task = fc.record({
  priority: fc.constantFrom(0, 0, 5),
  key: fc.constantFrom(undefined, undefined, 'a', 'a', 'b'),
  isLimited: flag,
  isRated: flag,
  isDelayed: flag,
  needsApproval: flag,
  requires: fc.constantFrom<string[]>([], [], ['x']),
  parents: fc.array(fc.nat(10), { maxLength: 2 }),
  holdKeys: fc.subarray(['k', 'l']),
});
const scope = fc.constantFrom<HoldScope>(
  { all: true },
  { project: 'project' },
  { project: 'other' },
  { type: 'echo' },
  { key: 'k' },
  { key: 'l' },
  { task: 't0' },
  { task: 't1' },
);
const scenario = fc.record({
  tasks: fc.array(task, { minLength: 1, maxLength: 5 }),
  earlyHolds: fc.array(scope, { maxLength: 2 }),
  lateHolds: fc.array(scope, { maxLength: 2 }),
  /** Whether held tasks are marked before they are explained. */
  isMarked: fc.boolean(),
  /** How many are fetched before, and how their attempts end. */
  fetched: fc.nat(2),
  outcome: fc.constantFrom(undefined, 'deferred', 'failed'),
  consumers: fc.array(fc.record({ labels: fc.subarray(['x', 'y']), isExclusive: flag }), { maxLength: 2 }),
});

it('names what keeps a task from starting: without it, the task starts or the next reason shows', async () => {
  await using still = await StillEngine.open();
  const remover = new Remover(still);
  const { engine } = still;
  const { explanations: sequences } = inject('counts');
  const seed = inject('seed');
  const seen = new Map<string, number>();

  /** What is counted, and selected, for all tasks at once is what each of them says. */
  const agree = async (): Promise<void> => {
    const { tasks } = await engine.tasks.list({ limit: 100 });
    const codes = tasks.flatMap(({ waitingFor }) => waitingFor?.code ?? []);
    const groups = Map.groupBy(codes, (code) => code);
    const reasons = Object.fromEntries(Array.from(groups, ([code, all]) => [code, all.length]));
    assert.deepEqual(await engine.tasks.waiting(), { reasons, uncounted: 0 });
    for (const reason of WAIT_CODES) {
      const selected = await engine.tasks.list({ limit: 100, reason });
      assert.deepEqual(
        selected.tasks,
        tasks.filter(({ waitingFor }) => waitingFor?.code === reason),
      );
    }
  };

  /** Removes one reason after the other until the task has started. */
  const follow = async (id: string): Promise<void> => {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const { state, waitingFor } = await engine.tasks.explain(id);
      const [first] = waitingFor;
      if (first === undefined) {
        assert.match(state, /^(running|succeeded|cancelled)$/);
        return;
      }
      seen.set(first.code, (seen.get(first.code) ?? 0) + 1);
      if (step === 0) {
        await agree();
        const listed = (await engine.tasks.list()).tasks.find((one) => one.id === id);
        assert.equal(listed?.waitingFor?.code, first.code);
      }
      const started = (await remover.fetch(id, 100)).includes(jobIdOf(id));
      const mayStart = waitingFor.every(({ code }) => code === TURN);
      const codes = waitingFor.map(({ code }) => code).join(', ');
      if (!mayStart) assert.equal(started, false, `${id} started although it waits for ${codes}`);
      else if (!started) {
        // Another one that started in the same batch may have taken the last slot of a limit.
        const next = (await engine.tasks.explain(id)).waitingFor;
        assert.ok(
          next.some(({ code }) => code !== TURN),
          `${id} has not started, and nothing says why`,
        );
      }
      if (!started && !mayStart) await remover.remove(id, first);
    }
    assert.fail(`${id} has not started`);
  };

  await fc.assert(
    fc.asyncProperty(scenario, async ({ tasks, earlyHolds, lateHolds, isMarked, fetched, ...given }) => {
      await remover.clear();
      let holds = 0;
      const place = async (scopes: readonly HoldScope[]): Promise<void> => {
        for (const one of scopes) {
          const code = HOLD_CODES[(holds += 1) % HOLD_CODES.length] ?? '';
          await engine.holds.place({ scope: one, reason: { code, message: 'It is held.' } });
        }
      };
      await place(earlyHolds);
      for (const [index, options] of tasks.entries()) {
        const parents = index === 0 ? [] : [...new Set(options.parents.map((pick) => `t${pick % index}`))];
        await engine.submit(still.task(`t${index}`), {
          priority: options.priority,
          // Tasks of one key must have the same labels.
          ...(options.key === undefined ? { requires: options.requires } : { concurrencyKey: options.key }),
          ...(options.isLimited ? { concurrency: { key: 'limit', limit: 1 } } : {}),
          ...(options.isRated ? { rate: { key: 'rate', limit: 1, per: HOUR } } : {}),
          ...(options.isDelayed ? { delay: HOUR } : {}),
          ...(options.needsApproval ? { approval: { message: 'It is dangerous.', by: 'somebody' } } : {}),
          dependsOn: parents,
          onParentFailure: 'run',
          holdKeys: options.holdKeys,
        });
      }
      if (fetched > 0) {
        const { outcome } = given;
        const jobs = await remover.take(await remover.queueOf('t0'), fetched);
        if (outcome !== undefined) for (const job of jobs) await remover.fail(job, outcome, HOUR);
      }
      await place(lateHolds);
      if (isMarked) await applyHolds(still);
      // A hold would wait for their answers.
      for (const consumer of given.consumers) await remover.addConsumer(consumer);
      for (const index of tasks.keys()) await follow(`t${index}`);
    }),
    { numRuns: sequences, seed },
  );
  console.info(
    `${sequences} explanations followed (POPPOBUILDER_TEST_SEED=${seed}): ${JSON.stringify(Object.fromEntries(seen))}`,
  );
  expect(seen.size).toBeGreaterThan(8);
}, 1_800_000);
