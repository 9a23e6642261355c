import type { ProcessEntry } from './process-entry.ts';

/** The entry of one line of `ps -o pid=,ppid=,pgid=,stat=,rss=,time=,lstart=`; `undefined` for an empty line. */
export function parsePsLine(line: string): ProcessEntry | undefined {
  const [pid, parent, group, state, kilobytes, time, ...started] = line.trim().split(/\s+/);
  if (state === undefined || time === undefined) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: 0,
    startTime: Date.parse(started.join(' ')),
    zombie: state.startsWith('Z'),
    residentBytes: Number(kilobytes) * 1024,
    cpuMs: parseCpuTime(time),
    reapedCpuMs: 0,
  };
}

/** `[[days-]hours:]minutes:seconds`, in milliseconds. */
function parseCpuTime(time: string): number {
  const [clock = '', days = '0'] = time.split('-').toReversed();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}
