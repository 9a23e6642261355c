import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { flowEnd } from './fixtures/watch-flow.ts';
import type { FlowTask } from './flow-options.ts';
import type { ParentFailurePolicy } from '../job/parent-failure-policy.ts';

/** What a task of the model does when it runs. */
interface ModelTask {
  readonly parents: readonly number[];
  readonly policy: ParentFailurePolicy;
  readonly outcome: 'succeeds' | 'fails once' | 'fails';
  readonly isOrdered: boolean;
}

const flows = fc
  .array(
    fc.record({
      picks: fc.array(fc.nat(), { maxLength: 4 }),
      policy: fc.constantFrom<ParentFailurePolicy>('fail', 'skip', 'run'),
      outcome: fc.constantFrom<ModelTask['outcome']>('succeeds', 'succeeds', 'fails once', 'fails'),
      isOrdered: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((tasks) =>
    tasks.map(({ picks, ...rest }, index): ModelTask => {
      const parents = index === 0 ? [] : [...new Set(picks.map((pick) => pick % index))];
      return { ...rest, parents };
    }),
  );

/** How the tasks end; `healed` are those whose single failure is behind them. */
function model(tasks: readonly ModelTask[], healed: ReadonlySet<number>): string[] {
  const ends: string[] = [];
  for (const [index, { parents, policy, outcome }] of tasks.entries()) {
    const isSpoilt = policy !== 'run' && parents.some((parent) => ends[parent] !== 'succeeded');
    const fails = outcome === 'fails' || (outcome === 'fails once' && !healed.has(index));
    if (isSpoilt) ends.push(policy === 'skip' ? 'cancelled' : 'failed');
    else ends.push(fails ? 'failed' : 'succeeded');
  }
  return ends;
}

function flowOf(world: EngineWorld, tasks: readonly ModelTask[]): Record<string, FlowTask> {
  const attempts = { succeeds: 0, 'fails once': 1, fails: 1_000 };
  // Later ones first: a flow has no order.
  const entries = tasks.map(({ parents, policy, outcome, isOrdered }, index): [string, FlowTask] => [
    `t${index}`,
    {
      task: world.task('fail', { attempts: attempts[outcome], retryable: false }),
      options: {
        dependsOn: parents.map((parent) => `t${parent}`),
        onParentFailure: policy,
        ...(isOrdered ? { concurrencyKey: 'key' } : {}),
      },
    },
  ]);
  return Object.fromEntries(entries.toReversed());
}

describe('flows of any shape', () => {
  it('end as in the model, also after a retry of a subtree', async () => {
    const seed = inject('seed');
    console.info(`POPPOBUILDER_TEST_SEED=${seed}`);
    await using world = new EngineWorld();
    const engine = await world.engine();
    const other = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 4, runner: world.runner() });
    other.consume({ slots: 4, runner: world.runner() });
    await fc.assert(
      fc.asyncProperty(flows, async (tasks) => {
        const { id } = await engine.flows.submit({ tasks: flowOf(world, tasks) });
        const before = await endsOf(engine, id, tasks.length);
        expect(before).toEqual(model(tasks, new Set()));
        const root = tasks.findIndex(
          ({ outcome }, index) => outcome === 'fails once' && ran(tasks, before, index),
        );
        if (root !== -1) await engine.tasks.retry(`${id}/t${root}`, { subtree: true });
        const healed = model(tasks, new Set([root]));
        // Who ran does not run again.
        const expected = before.map((end, index) =>
          index !== root && ran(tasks, before, index) ? end : (healed[index] ?? 'unknown'),
        );
        expect(await endsOf(engine, id, tasks.length)).toEqual(expected);
        const rows = await watch.query<{ job_id: string }>(
          `SELECT job_id FROM own.event e JOIN own.task t USING (job_id)
           WHERE t.flow = $1 AND e.state = 'running' GROUP BY job_id, e.attempt HAVING count(*) > 1`,
          [id],
        );
        expect(rows).toEqual([]);
      }),
      { seed, numRuns: inject('counts').flows },
    );
  }, 180_000);
});

/** Whether the task started: its parents let it. */
const ran = (tasks: readonly ModelTask[], states: readonly string[], index: number): boolean =>
  tasks[index]?.policy === 'run' ||
  (tasks[index]?.parents.every((parent) => states[parent] === 'succeeded') ?? false);

async function endsOf(engine: Parameters<typeof flowEnd>[0], id: string, count: number): Promise<string[]> {
  const states = await flowEnd(engine, id);
  return Array.from({ length: count }, (_, index) => states[`t${index}`] ?? 'unknown');
}
