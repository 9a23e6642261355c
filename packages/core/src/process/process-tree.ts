import { setTimeout as delay } from 'node:timers/promises';
import { windowsProgram } from './host-programs.ts';
import { latestPid, readAllEnvironments } from './process-table.ts';
import { runTool } from './spawn-child.ts';

/** Marks every process below a command, so that those are found too that left its session and lost their parent. */
export const MARK_VARIABLE = 'POPPOBUILDER_COMMAND_ID';

/** A process that leads a session of its own, and all that it started. */
export interface ProcessTree {
  readonly root: number;
  /** The value of {@link MARK_VARIABLE} in its environment. */
  readonly mark: string;
  /** When it started, as `performance.now()` reports it. In milliseconds. */
  readonly startedAt: number;
  /** Processes that were seen to belong to it. */
  readonly seen: Set<number>;
}

const FIRST_POLL = 5;
const LAST_POLL = 50;

/** Unsure readings in a row that find nothing before they are believed, and the milliseconds between them. */
const MAX_UNSURE_READINGS = 20;
const UNSURE_PAUSE = 1;

/** In this time, in milliseconds, process ids cannot have gone round once and come back to where they were. */
const PIDS_CANNOT_GO_ROUND = 1_000;

/** What one look at the machine shows of a tree. */
interface Look {
  readonly members: readonly number[];
  /** Whether all could be read: a process has no environment for a moment when it becomes another program. */
  readonly isSure: boolean;
}

/**
 * The live processes of a tree without its root: its session and process group, descendants of those, processes seen
 * earlier, and those that carry its mark. A process that clears its environment, leaves the session and whose parent
 * has ended before it was ever seen is missed; only a PID namespace holds that one.
 */
function lookAt(tree: ProcessTree): Look {
  const oldest = oldestPossible(tree);
  if (oldest === undefined) return { members: [], isSure: true };
  const table = readAllEnvironments(oldest).filter(
    ({ pid, zombie }) => !zombie && pid !== tree.root && pid !== process.pid,
  );
  const members = new Set([tree.root]);
  const mark = `${MARK_VARIABLE}=${tree.mark}\0`;
  let isSure = true;
  for (const { pid, group, session, environment } of table) {
    if (environment === undefined) isSure = false;
    const isWithin = group === tree.root || session === tree.root || tree.seen.has(pid);
    if (isWithin || environment?.includes(mark) === true) members.add(pid);
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of table) {
      if (members.has(pid) || !members.has(parent)) continue;
      members.add(pid);
      grown = true;
    }
  }
  members.delete(tree.root);
  tree.seen.clear();
  for (const pid of members) tree.seen.add(pid);
  return { members: [...members], isSure };
}

/** The live processes of a tree without its root; none only when that is sure, or stays unsure. */
async function findDescendants(tree: ProcessTree): Promise<readonly number[]> {
  for (let look = 1; ; look += 1) {
    const { members, isSure } = lookAt(tree);
    if (members.length > 0 || isSure || look === MAX_UNSURE_READINGS) return members;
    await delay(UNSURE_PAUSE);
  }
}

/**
 * Descendants have a higher pid than this; `undefined` when there can be none. A descendant is younger than the root, so
 * its pid is higher unless pids began anew in between, which the latest pid shows.
 */
function oldestPossible({ root, startedAt }: ProcessTree): number | undefined {
  const latest = latestPid();
  if (latest === undefined || latest < root || performance.now() - startedAt > PIDS_CANNOT_GO_ROUND) return 0;
  return latest === root ? undefined : root;
}

/** Sends a signal to the root's process group and to every process of the tree outside it. Never throws. */
export function signalTree(tree: ProcessTree, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    killTreeOnWindows(tree.root, signal === 'SIGKILL');
    return;
  }
  const { members } = lookAt(tree);
  send(-tree.root, signal);
  for (const pid of members) send(pid, signal);
}

/**
 * Ends what is left of a tree whose root has ended: SIGTERM, and SIGKILL after the grace. Resolves when nothing of it
 * is left.
 *
 * @param grace - milliseconds
 */
export async function endDescendants(tree: ProcessTree, grace: number): Promise<void> {
  if (process.platform === 'win32' || (await findDescendants(tree)).length === 0) return;
  const killAt = performance.now() + grace;
  signalTree(tree, 'SIGTERM');
  for (
    let pause = FIRST_POLL;
    (await findDescendants(tree)).length > 0;
    pause = Math.min(pause * 2, LAST_POLL)
  ) {
    if (performance.now() >= killAt) signalTree(tree, 'SIGKILL');
    // A process that is not our own child reports its end to nobody.
    await delay(pause);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function killTreeOnWindows(pid: number, force: boolean): void {
  try {
    runTool(windowsProgram('taskkill'), ['/pid', String(pid), '/T', ...(force ? ['/F'] : [])]);
  } catch {
    // It has ended.
  }
}
