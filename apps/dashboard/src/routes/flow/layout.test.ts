import { expect, it } from 'vitest';
import { layOut } from './layout.ts';
import { type FlowTasks, nearTo } from './near.ts';

const flowOf = (dependencies: Readonly<Record<string, readonly string[]>>): FlowTasks =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, dependsOn]) => [
      name,
      { id: name, type: 't', state: 'queued', dependsOn: [...dependsOn] },
    ]),
  );

it('each task is to the right of all that it depends on, and none covers another', () => {
  const tasks = flowOf({ a: [], b: ['a'], c: ['a'], d: ['b', 'c', 'elsewhere'], e: ['a', 'd'] });
  const { tasks: placed, edges } = layOut(new Set(Object.keys(tasks)), tasks);
  expect(edges.map(([from, to]) => from.name + to.name)).toEqual(['ab', 'ac', 'bd', 'cd', 'ae', 'de']);
  for (const [from, to] of edges) expect(from.x).toBeLessThan(to.x);
  expect(new Set([...placed.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(5);
});

it('of ten thousand tasks those that are near are chosen, in both directions', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`t${index}`, index === 0 ? [] : [`t${index - 1}`]]),
  );
  const near = nearTo('t5000', flowOf(chain), 5);
  expect([...near].toSorted()).toEqual(['t4998', 't4999', 't5000', 't5001', 't5002']);
  expect(layOut(near, flowOf(chain)).tasks.size).toBe(5);
});

it('tasks that nothing connects come last', () => {
  expect([...nearTo('b', flowOf({ a: [], b: [], c: ['b'] }), 3)]).toEqual(['b', 'c', 'a']);
});
