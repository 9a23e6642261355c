import type { ProcessEntry } from '@poppobuilder/core/runner-kit';
import { describe, expect, it } from 'vitest';
import { ProcessSnapshot } from './process-snapshot.ts';
import { TreeMembers } from './tree-members.ts';

const HOST = 10;

function entry(pid: number, parent: number, startTime: number, led = pid): ProcessEntry {
  const usage = { zombie: false, residentBytes: 0, cpuMs: 0, reapedCpuMs: 0 };
  return { pid, parent, startTime, group: led, session: led, ...usage };
}

const host = entry(HOST, 1, 100);
const root = entry(20, HOST, 200);

function pidsOf(
  members: TreeMembers,
  entries: readonly ProcessEntry[],
  now = 0,
  marked: number[] = [],
): number[] {
  const found = members.look(new ProcessSnapshot([host, ...entries], () => ''), marked, now);
  return found.map(({ pid }) => pid).toSorted((a, b) => a - b);
}

describe('the members of a tree', () => {
  it('are the root and its descendants', () => {
    const members = new TreeMembers(root, HOST);
    const others = [entry(30, 1, 1), entry(31, HOST, 250)];
    expect(pidsOf(members, [...others, root, entry(21, 20, 210), entry(22, 21, 220)])).toEqual([20, 21, 22]);
  });

  it('never count a later process that has the pid of the root', () => {
    const members = new TreeMembers(root, HOST);
    expect(pidsOf(members, [entry(20, 1, 900), entry(21, 20, 910)])).toEqual([]);
  });

  it('never count a later process that has the pid of a member', () => {
    const members = new TreeMembers(root, HOST);
    pidsOf(members, [root, entry(21, 20, 210)]);
    expect(pidsOf(members, [root, entry(21, 1, 900), entry(22, 21, 910)])).toEqual([20]);
  });

  it('are still known when their parent has ended', () => {
    const members = new TreeMembers(root, HOST);
    pidsOf(members, [root, entry(21, 20, 210), entry(22, 21, 220)]);
    expect(pidsOf(members, [root, entry(22, 1, 220)])).toEqual([20, 22]);
  });

  it('include what is in the group of a leader that has ended', () => {
    const members = new TreeMembers(root, HOST);
    pidsOf(members, [root, entry(21, 20, 210)]);
    expect(pidsOf(members, [root, entry(40, 1, 230, 21)])).toEqual([20, 40]);
    expect(members.groups).toEqual([20, 21]);
  });

  it('do not include a group whose id another leader has by now', () => {
    const members = new TreeMembers(root, HOST);
    pidsOf(members, [root, entry(21, 20, 210)]);
    expect(pidsOf(members, [root, entry(21, 1, 900), entry(40, 21, 910, 21)])).toEqual([20]);
    expect(members.groups).toEqual([20]);
  });

  it('do not include a group without a leader when pids may have gone round since the last look', () => {
    const members = new TreeMembers(root, HOST);
    pidsOf(members, [root, entry(21, 20, 210), entry(22, 21, 220, 21)]);
    expect(pidsOf(members, [root, entry(40, 1, 230, 21)], 5_000)).toEqual([20]);
  });

  it('include a group without a leader while a known member is in it', () => {
    const members = new TreeMembers(root, HOST);
    pidsOf(members, [root, entry(21, 20, 210), entry(22, 21, 220, 21)]);
    const left = [root, entry(22, 1, 220, 21), entry(40, 1, 230, 21)];
    expect(pidsOf(members, left, 5_000)).toEqual([20, 22, 40]);
  });

  it('never include the host, marked or below a member', () => {
    const members = new TreeMembers(root, HOST);
    const found = members.look(new ProcessSnapshot([root, entry(HOST, 20, 300)], () => ''), [HOST], 0);
    expect(found).toEqual([root]);
  });

  it('do not include the group of the host, which the root is in when it leads none', () => {
    const inside = entry(20, HOST, 200, HOST);
    const members = new TreeMembers(inside, HOST);
    expect(pidsOf(members, [inside, entry(50, 1, 150, HOST)])).toEqual([20]);
    expect(members.groups).toEqual([]);
  });

  it('are none when the root had ended before it was looked for', () => {
    expect(pidsOf(new TreeMembers(undefined, HOST), [entry(20, 1, 1)])).toEqual([]);
  });
});
