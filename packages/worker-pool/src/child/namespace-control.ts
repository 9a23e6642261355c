import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readProcessTable, type StartedProcess, type TreeControl } from '@poppobuilder/core/runner-kit';
import { groupEnded, namespaceEnded } from '../sandbox/namespace-ended.ts';

/**
 * Reaches the processes of a command's namespace. Below bubblewrap itself is the namespace's first process, and below
 * that the command: those get SIGTERM, for bubblewrap would die of it and take all with it. With the first process,
 * the kernel kills the whole namespace.
 */
export function namespaceControl({ pid, stdio }: StartedProcess): TreeControl {
  const info = stdio[3] as Readable;
  const described = text(info).catch(() => '');
  return {
    signal(signal) {
      const { first, commands } = membersOf(pid);
      const targets = signal === 'SIGKILL' || commands.length === 0 ? [...first, pid] : commands;
      const sent = targets === commands ? signal : 'SIGKILL';
      for (const target of targets) send(target, sent);
    },
    async endRest() {
      // Bubblewrap that is killed before its namespace is bound to its life leaves that behind, in its own group, whether it
      // has reported it or not: what is left would wait for bubblewrap for ever, or run the command with no process to end it.
      send(-pid, 'SIGKILL');
      await namespaceEnded(await described);
      await groupEnded(pid);
    },
  };
}

function membersOf(root: number): { readonly first: number[]; readonly commands: number[] } {
  const table = readProcessTable();
  const below = (parents: readonly number[]): number[] =>
    table.filter(({ parent }) => parents.includes(parent)).map(({ pid }) => pid);
  const first = below([root]);
  const commands: number[] = [];
  for (let next = below(first); next.length > 0; next = below(next)) commands.push(...next);
  return { first, commands };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
