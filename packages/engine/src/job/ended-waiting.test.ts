import { createTraceContext, installTracing, type SpanRecord } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

let spans: SpanRecord[];

beforeEach(() => {
  spans = [];
  installTracing({ ...createTraceContext(), record: (span) => void spans.push(span), samples: () => true });
});

afterEach(() => installTracing(undefined));

/** The outcome that the span of each task has, and its error; a task with two spans has both. */
const outcomes = (): Record<string, readonly string[]> => {
  const ended = spans.filter(({ name }) => name.startsWith('task '));
  const byTask = Map.groupBy(ended, ({ attributes }) => String(attributes['poppobuilder.task.id']));
  return Object.fromEntries(
    Array.from(byTask, ([id, all]) => [
      id,
      all.flatMap(({ attributes, error }) => [
        String(attributes['poppobuilder.outcome']),
        ...(error === undefined ? [] : [error]),
      ]),
    ]),
  );
};

it('the span of a task ends once, however the task ends while it waits', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const submit = async (id: string, options: Parameters<typeof engine.submit>[1] = {}): Promise<unknown> =>
    engine.submit(world.task('echo', { id }), options);

  await submit('old', { concurrencyKey: 'k' });
  await submit('new', { concurrencyKey: 'k', collapse: 'keep-latest' });
  await submit('asked', { approval: { message: 'It deploys.' } });
  await submit('after-asked', { dependsOn: ['asked'] });
  await engine.tasks.reject('asked', { by: 'alice' });
  await submit('too-late', { dependsOn: ['asked'] });
  await submit('root');
  await submit('below', { dependsOn: ['root'] });
  await engine.tasks.cancel('root', { subtree: true });
  await engine.tasks.cancel('root', { subtree: true });
  await submit('short', { ttl: 1 });
  await submit('after-short', { dependsOn: ['short'], onParentFailure: 'skip' });
  await expect.poll(async () => (await engine.tasks.get('after-short')).state).toBe('cancelled');

  await expect.poll(outcomes).toEqual({
    old: ['superseded'],
    asked: ['rejected'],
    'after-asked': ['failed', 'DEPENDENCY_FAILED'],
    'too-late': ['failed', 'DEPENDENCY_FAILED'],
    root: ['cancelled'],
    below: ['cancelled'],
    short: ['expired'],
    'after-short': ['skipped'],
  });
});

it('the spans of tasks end with the attempt that they depended on', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  await engine.submit(world.task('fail', { id: 'parent' }), { retry: { limit: 0 } });
  await engine.submit(world.task('echo', { id: 'child' }), { dependsOn: ['parent'] });
  await engine.submit(world.task('echo', { id: 'grandchild' }), { dependsOn: ['child'] });
  const consumer = engine.consume({ slots: 1, runner: world.runner() });
  await expect.poll(outcomes).toEqual({
    parent: ['failed', 'HANDLER_FAILED'],
    child: ['failed', 'DEPENDENCY_FAILED'],
    grandchild: ['failed', 'DEPENDENCY_FAILED'],
  });
  await consumer.stop();
});
