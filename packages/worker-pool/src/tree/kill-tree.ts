import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessEntry, spawnChild, windowsProgram } from '@poppobuilder/core/runner-kit';

/** A tree as {@link killTree} sees it. */
export interface KillableTree {
  readonly rootPid: number;
  /** Its live processes. */
  find(): readonly ProcessEntry[];
  /** Ids of process groups and sessions that hold members only, as of the last `find`. */
  groups(): readonly number[];
}

const FIRST_POLL = 5;
const LAST_POLL = 50;

/** Readings in a row that may each find one more running process before all are killed as they are. */
const MAX_FREEZE_READINGS = 50;

/** Ends all of a tree with SIGKILL; resolves when none is left. */
export async function killTree(tree: KillableTree): Promise<void> {
  if (process.platform === 'win32') {
    await killOnWindows(tree.rootPid);
    return;
  }
  const outOfReach = new Set<string>();
  // A process that is not our own child reports its end to nobody.
  for (let pause = FIRST_POLL; ; pause = Math.min(pause * 2, LAST_POLL)) {
    const frozen = tryFreeze(tree, outOfReach);
    if (frozen?.length === 0) return;
    signalGroups(tree, 'SIGKILL');
    for (const { pid } of frozen ?? []) send(pid, 'SIGKILL');
    await delay(pause);
  }
}

/** Nothing when there was no descriptor left to look with: the next round may have one. */
function tryFreeze(tree: KillableTree, outOfReach: Set<string>): readonly ProcessEntry[] | undefined {
  try {
    return freeze(tree, outOfReach);
  } catch {
    return undefined;
  }
}

/**
 * Stops the processes until a look finds none that was running, so that none has a child or loses its parent between a
 * look and the kill. Whole groups at once: the kernel lets no fork in a group slip between.
 */
function freeze(tree: KillableTree, outOfReach: Set<string>): readonly ProcessEntry[] {
  const stopped = new Set<string>();
  for (let look = 1; ; look += 1) {
    const live = tree.find().filter((entry) => !outOfReach.has(keyOf(entry)));
    const running = live.filter((entry) => !stopped.has(keyOf(entry)));
    if (running.length === 0 || look === MAX_FREEZE_READINGS) return live;
    signalGroups(tree, 'SIGSTOP');
    for (const entry of running) {
      if (send(entry.pid, 'SIGSTOP') === 'forbidden') outOfReach.add(keyOf(entry));
      stopped.add(keyOf(entry));
    }
  }
}

function keyOf({ pid, startTime }: ProcessEntry): string {
  return `${pid} ${startTime}`;
}

function signalGroups(tree: KillableTree, signal: NodeJS.Signals): void {
  for (const id of tree.groups()) send(-id, signal);
}

function send(pid: number, signal: NodeJS.Signals): 'sent' | 'ended' | 'forbidden' {
  try {
    process.kill(pid, signal);
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'forbidden' : 'ended';
  }
}

async function killOnWindows(pid: number): Promise<void> {
  // It fails when the tree has ended already.
  await new Promise<void>((resolve) => {
    const { PATH, SystemRoot } = process.env;
    const environment = { PATH, SystemRoot };
    const stdio = ['ignore', 'ignore', 'ignore'] as const;
    const args = ['/pid', String(pid), '/T', '/F'];
    const taskkill = spawnChild(windowsProgram('taskkill'), args, { environment, stdio });
    taskkill.once('exit', () => resolve()).once('error', () => resolve());
  });
}
