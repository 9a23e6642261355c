import { writeSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';
import { setImmediate } from 'node:timers/promises';

/** What loading a module did. */
export interface LoadReport {
  /** Why it did not load. */
  readonly error?: string;
  /** What it tried and may not do, such as `FileSystemWrite of "/tmp/x"`. */
  readonly denied: readonly string[];
  /** What it opened and keeps this process alive. */
  readonly open: readonly string[];
  /** Variables of the environment that it changed. */
  readonly variables: readonly string[];
  /** Whether it changed the working directory. */
  readonly movedTo?: string;
}

/** The program of a process that loads a module without permissions: its URL is the argument, the report goes to descriptor 3. */
const [, , url = ''] = process.argv;
const REPORT = 3;

const denied = new Set<string>();
for (const kind of ['fs', 'child', 'worker', 'net', 'addon', 'wasi', 'inspector', 'ffi']) {
  subscribe(`node:permission-model:${kind}`, (message) => {
    const { permission, resource } = message as { readonly permission: string; readonly resource: string };
    denied.add(resource === '' ? permission : `${permission} of ${JSON.stringify(resource)}`);
  });
}
subscribe('net.client.socket', () => denied.add('Net'));
subscribe('udp.socket', () => denied.add('Net'));

// They open their pipes when they are first read.
void [process.stdout, process.stderr];

const before = { ...process.env };
const directory = process.cwd();
const opened = countResources();

let error: string | undefined;
try {
  await import(url);
  // What it started may need a turn to be seen.
  await setImmediate();
} catch (cause) {
  error = cause instanceof Error ? cause.message : String(cause);
}

const now = { ...process.env };
const names = new Set([...Object.keys(before), ...Object.keys(now)]);
const report: LoadReport = {
  ...(error === undefined ? {} : { error }),
  denied: [...denied],
  open: [...countResources()].flatMap(([name, count]) => (count > (opened.get(name) ?? 0) ? [name] : [])),
  variables: [...names].filter((name) => before[name] !== now[name]),
  ...(process.cwd() === directory ? {} : { movedTo: process.cwd() }),
};
writeSync(REPORT, JSON.stringify(report));
process.exit();

function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
