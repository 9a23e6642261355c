import { expect } from 'vitest';
import { PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

const TASKS = 50;
const PROJECTS = ['first', 'second'] as const;

/** Has two projects leave traces wherever a task can, and gives those of the other that one saw. */
export async function keepsProjectsApart(isolation: TestedIsolation): Promise<string[]> {
  await using world = new PoolWorld(isolation, { maxWorkers: 2, recycleAfter: 20 });
  const foreign: string[] = [];
  const own = new Map<string, number>();
  const workers = new Map<unknown, Set<string>>();
  const each = async (project: (typeof PROJECTS)[number]): Promise<void> => {
    for (let number = 0; number < TASKS; number += 1) {
      const task = world.task('leave-traces', { mark: `${project}-${number}` }, { project });
      const { seen, workerId } = resultOf(await world.run(task));
      workers.set(workerId, (workers.get(workerId) ?? new Set()).add(project));
      for (const [place, traces] of Object.entries(seen as Record<string, string[]>)) {
        own.set(place, own.get(place) ?? 0);
        for (const trace of traces) {
          if (trace.startsWith(`trace-${project}-`)) own.set(place, (own.get(place) ?? 0) + 1);
          else foreign.push(`${project} saw ${trace} in ${place}`);
        }
      }
    }
  };
  await Promise.all(PROJECTS.map(each));
  const places = [...own].map(([place, count]) => `${count} ${place}`).join(', ');
  console.info(
    `traces, ${isolation}: 2 projects of ${TASKS} tasks in ${workers.size} workers; ${foreign.length} traces of the other; own ones seen: ${places}`,
  );
  expect([...workers.values()].filter((projects) => projects.size > 1)).toEqual([]);
  // Where a project sees its own, the looking works.
  expect(own.get('module state')).toBeGreaterThan(0);
  expect(own.get('global variables')).toBeGreaterThan(0);
  expect(own.get('files that commands see')).toBeGreaterThan(0);
  return foreign;
}
