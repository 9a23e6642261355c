import type { KernelUnits } from './kernel-units.ts';
import type { ProcessEntry } from './process-entry.ts';

/**
 * The entry of one /proc/PID/stat.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseStat(pid: number, stat: string, { pageBytes, tickMs }: KernelUnits): ProcessEntry {
  const fields = fieldsOf(stat);
  const field = (number: number): number => Number(fields[number - 3]);
  const state = fields[0];
  return {
    pid,
    parent: field(4),
    group: field(5),
    session: field(6),
    startTime: field(22),
    // One whose first thread has ended is no zombie while others run.
    zombie: state === 'X' || (state === 'Z' && field(20) <= 1),
    residentBytes: field(24) * pageBytes,
    cpuMs: (field(14) + field(15)) * tickMs,
    reapedCpuMs: (field(16) + field(17)) * tickMs,
  };
}

/** The fields from the third one of the manual on, the state; the name before it may hold anything, also parentheses. */
const fieldsOf = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ', 22);

/** PF_EXITING and PF_KTHREAD of the kernel's include/linux/sched.h, in field 9. */
export const EXITING = 0x4;
export const KERNEL_THREAD = 0x20_0000;

/** Whether one /proc/PID/stat has one of these flags. */
export const hasFlag = (stat: string, flags: number): boolean =>
  (Number(fieldsOf(stat)[9 - 3]) & flags) !== 0;
