import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { readProcessTable, type StartedProcess, startProcess } from '@poppobuilder/core/runner-kit';
import { describe, expect, it } from 'vitest';
import { innerSandbox } from '../sandbox/inner-sandbox.ts';
import { namespaceControl } from './namespace-control.ts';

const INFO_DESCRIPTOR = 3;

/** Read by bubblewrap, and never written here. */
const BLOCKING_DESCRIPTOR = 4;

/**
 * Starts a program that creates a namespace, kills it when everything that it reports is read, and waits until the end of
 * all is reported. Resolves with what is left of its process group then.
 */
async function leftOfKilled(program: string, args: readonly string[]): Promise<number[]> {
  const reported = Promise.withResolvers<void>();
  const control = (started: StartedProcess): ReturnType<typeof namespaceControl> => {
    const info = started.stdio[INFO_DESCRIPTOR] as Readable;
    const controlled = namespaceControl(started);
    info.once('close', () => reported.resolve());
    return controlled;
  };
  const { PATH = '' } = process.env;
  const options = { cwd: tmpdir(), environment: { PATH } };
  const { pid = 0, ended } = startProcess(program, args, options, { grace: 200, extraPipes: 2, control });
  await reported.promise;
  process.kill(pid, 'SIGKILL');
  await ended;
  const left = readProcessTable().flatMap((entry) => (entry.group === pid ? [entry.pid] : []));
  for (const one of left) process.kill(one, 'SIGKILL');
  return left;
}

describe('the end of a command whose bubblewrap is killed', () => {
  it('leaves nothing of a namespace that bubblewrap has not reported', async () => {
    // What is below holds no descriptor any more, as the first process of a namespace before bubblewrap has reported it.
    const script = 'exec 3>&- 4>&-; sleep 1000 & wait';
    expect(await leftOfKilled('sh', ['-c', script])).toEqual([]);
  });

  it('leaves nothing of a namespace that bubblewrap has reported and that is not bound to its life', async () => {
    const sandbox = innerSandbox({
      innerProc: 'own',
      workingDirectory: tmpdir(),
      infoDescriptor: INFO_DESCRIPTOR,
    });
    const args = ['--block-fd', String(BLOCKING_DESCRIPTOR), ...sandbox, 'sleep', '1000'];
    expect(await leftOfKilled('bwrap', args)).toEqual([]);
  });
});
