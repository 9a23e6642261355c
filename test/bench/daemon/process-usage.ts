import { readFileSync } from 'node:fs';
import { readProcessTable } from '@poppobuilder/core/runner-kit';

/** Returns a process and all below it. */
export function treeOf(root: number): number[] {
  const table = readProcessTable();
  const tree = [root];
  for (const parent of tree) tree.push(...table.filter((one) => one.parent === parent).map(({ pid }) => pid));
  return tree;
}

/** Returns the memory of processes, what they share in parts. One that has ended has none. In MB. */
export function proportionalMemory(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const text = readOfProcess(pid, 'smaps_rollup');
    return sum + Number(/^Pss: +(\d+)/m.exec(text)?.[1] ?? 0) / 1_024;
  }, 0);
}

/** Returns how much time of a core processes have used. In milliseconds. */
export function processorTime(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A tick is 10 ms.
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

function readOfProcess(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
