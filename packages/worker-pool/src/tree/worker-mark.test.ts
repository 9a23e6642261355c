import { expect, it } from 'vitest';
import { ProcessSnapshot } from './process-snapshot.ts';
import { MarkReader, WORKER_VARIABLE } from './worker-mark.ts';

const entry = (pid: number) => ({
  pid,
  parent: 1,
  group: pid,
  session: pid,
  startTime: pid,
  zombie: false,
  residentBytes: 0,
  cpuMs: 0,
  reapedCpuMs: 0,
});

it('is not sure while a process becomes another program, and finds it as soon as it has', () => {
  const marks = new MarkReader('w1');
  const environments = new Map<number, string | undefined>([
    [5, 'A=1\0'],
    [6, undefined],
  ]);
  const look = () => new ProcessSnapshot([entry(5), entry(6)], (pid) => environments.get(pid));

  expect(marks.find(look(), false)).toEqual([]);
  expect(marks.isSure).toBe(false);

  environments.set(6, `A=1\0${WORKER_VARIABLE}=w1\0`);
  expect(marks.find(look(), false)).toEqual([6]);
  expect(marks.isSure).toBe(true);
});
