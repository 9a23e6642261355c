import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { hasVariable, latestPid, readProcessTable } from './process-table.ts';

/** Marks every process below a command, so that those are found too that left its session and lost their parent. */
export const MARK_VARIABLE = 'POPPOBUILDER_COMMAND_ID';

/** A process that leads a session of its own, and all that it started. */
export interface ProcessTree {
  readonly root: number;
  /** The value of {@link MARK_VARIABLE} in its environment. */
  readonly mark: string;
  /** When it started, as `performance.now()` tells it. In milliseconds. */
  readonly startedAt: number;
  /** Processes that were seen to belong to it. */
  readonly seen: Set<number>;
}

const FIRST_POLL = 5;
const LAST_POLL = 50;

/** In this time, in milliseconds, process ids cannot have gone round once and come back to where they were. */
const PIDS_CANNOT_GO_ROUND = 1_000;

/**
 * The live processes of a tree without its root: its session and process group, descendants of those, processes seen
 * earlier, and those that carry its mark. A process that clears its environment, leaves the session and whose parent
 * has ended before it was ever seen is missed; only a PID namespace holds that one.
 */
function findDescendants(tree: ProcessTree): number[] {
  const oldest = oldestPossible(tree);
  if (oldest === undefined) return [];
  const table = readProcessTable(oldest).filter(({ pid }) => pid !== tree.root && pid !== process.pid);
  const members = new Set([tree.root]);
  const belongs = (pid: number): boolean => tree.seen.has(pid) || hasVariable(pid, MARK_VARIABLE, tree.mark);
  for (const { pid, group, session } of table) {
    if (group === tree.root || session === tree.root || belongs(pid)) members.add(pid);
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
  return [...members];
}

/**
 * Descendants have a higher pid than this; `undefined` when there can be none. A descendant is younger than the root, so
 * its pid is higher unless pids began anew in between, which the latest pid tells.
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
  const descendants = findDescendants(tree);
  send(-tree.root, signal);
  for (const pid of descendants) send(pid, signal);
}

/**
 * Ends what is left of a tree whose root has ended: SIGTERM, and SIGKILL after the grace. Resolves when nothing of it
 * is left.
 *
 * @param grace - milliseconds
 */
export async function endDescendants(tree: ProcessTree, grace: number): Promise<void> {
  if (process.platform === 'win32' || findDescendants(tree).length === 0) return;
  const killAt = performance.now() + grace;
  signalTree(tree, 'SIGTERM');
  for (let pause = FIRST_POLL; findDescendants(tree).length > 0; pause = Math.min(pause * 2, LAST_POLL)) {
    if (performance.now() >= killAt) signalTree(tree, 'SIGKILL');
    // A process that is not our own child tells nobody when it ends.
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
    execFileSync('taskkill', ['/pid', String(pid), '/T', ...(force ? ['/F'] : [])], { stdio: 'ignore' });
  } catch {
    // It has ended.
  }
}
