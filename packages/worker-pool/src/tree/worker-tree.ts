import { type ProcessEntry, readAllEnvironments, readProcess } from '@poppobuilder/core/runner-kit';
import { killTree } from './kill-tree.ts';
import { ProcessSnapshot } from './process-snapshot.ts';
import { TreeMembers } from './tree-members.ts';
import { MarkReader } from './worker-mark.ts';

/** Unsure readings in a row that find nothing before they are believed. */
const MAX_UNSURE_READINGS = 20;

/** How a worker is held: in a PID namespace that ends with its first process, or as plain processes. */
export type WorkerTreeMode = 'sandbox' | 'process';

/** What {@link WorkerTree} is made of. */
export interface WorkerTreeOptions {
  /** A child of this process that was started in this turn of the event loop, so that the pid is surely its own. */
  readonly rootPid: number;
  /** The value of {@link WORKER_VARIABLE} in its environment. */
  readonly workerId: string;
  readonly mode: WorkerTreeMode;
}

/**
 * A worker and every process below it.
 *
 * In mode `process` one is missed that clears its environment, leaves its session and whose parent ended before it was
 * ever seen; only a PID namespace holds that one. On macOS, where environments cannot be read, that goes for every one
 * that leaves its session unseen. On Windows `taskkill` walks the tree.
 */
export class WorkerTree {
  readonly rootPid: number;
  readonly workerId: string;
  readonly mode: WorkerTreeMode;
  readonly #members: TreeMembers;
  readonly #marks: MarkReader | undefined;
  #killing: Promise<void> | undefined;

  constructor({ rootPid, workerId, mode }: WorkerTreeOptions) {
    this.rootPid = rootPid;
    this.workerId = workerId;
    this.mode = mode;
    this.#members = new TreeMembers(readProcess(rootPid));
    this.#marks = mode === 'process' ? new MarkReader(workerId) : undefined;
  }

  /** The live processes of the tree, the root included. Empty on Windows. */
  find(): number[] {
    return this.#findLive().map(({ pid }) => pid);
  }

  /** The members in a snapshot that others share, zombies included; they are remembered for later. */
  look(snapshot: ProcessSnapshot): ProcessEntry[] {
    return this.#members.look(snapshot, this.#marks?.find(snapshot, false));
  }

  /**
   * Ends everything with SIGKILL and resolves when nothing of the tree is left. A process of another user that this one
   * may not signal is not waited for.
   */
  kill(): Promise<void> {
    this.#killing ??= killTree({
      rootPid: this.rootPid,
      find: () => this.#findLive(),
      groups: () => this.#members.groups,
    }).finally(() => {
      this.#killing = undefined;
    });
    return this.#killing;
  }

  /** None is believed only when none was becoming another program, or that seems to take for ever. */
  #findLive(): ProcessEntry[] {
    for (let look = 1; ; look += 1) {
      const live = this.#lookThoroughly();
      if (live.length > 0 || this.#marks?.isSure !== false || look === MAX_UNSURE_READINGS) return live;
    }
  }

  #lookThoroughly(): ProcessEntry[] {
    const snapshot = new ProcessSnapshot(this.#marks && readAllEnvironments());
    const members = this.#members.look(snapshot, this.#marks?.find(snapshot, true));
    return members.filter(({ zombie }) => !zombie);
  }
}
