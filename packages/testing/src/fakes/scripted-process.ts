import type { ProcessEnd, SpawnOptions, SupervisedProcess } from '@poppobuilder/core';
import { notStarted } from '@poppobuilder/core/runner-kit';
import type { CommandReply } from './command-script.ts';

/** Returns a process that prints and ends as a reply says, or ends by SIGTERM when it is stopped first. */
export function scriptedProcess(
  reply: Promise<CommandReply> | undefined,
  options: Pick<SpawnOptions, 'onStdout' | 'onStderr'>,
): SupervisedProcess {
  if (reply === undefined) {
    return notStarted(Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT' }));
  }
  const startedAt = performance.now();
  const stopped = Promise.withResolvers<CommandReply>();
  const run = async (): Promise<ProcessEnd> => {
    const { stdout = '', stderr = '', signal, exitCode } = await Promise.race([reply, stopped.promise]);
    if (stdout !== '') options.onStdout?.(Buffer.from(stdout));
    if (stderr !== '') options.onStderr?.(Buffer.from(stderr));
    const durationMs = performance.now() - startedAt;
    return signal === undefined ? { exitCode: exitCode ?? 0, durationMs } : { signal, durationMs };
  };
  const ended = run();
  ended.catch(() => undefined);
  return {
    pid: undefined,
    ended,
    stop() {
      stopped.resolve({ signal: 'SIGTERM' });
      return ended;
    },
  };
}
