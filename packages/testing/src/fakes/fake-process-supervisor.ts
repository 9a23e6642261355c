import {
  defineService,
  ProcessSupervisor,
  type SpawnOptions,
  TaskContext,
  TaskLimits,
} from '@poppobuilder/core';
import { anyObject, parseArgument, TaskProcessSupervisor } from '@poppobuilder/core/runner-kit';
import { chooseReply } from './choose-reply.ts';
import type { CommandReply } from './command-script.ts';
import { answer, type Fake, type Reply } from './fake.ts';
import { scriptedProcess } from './scripted-process.ts';

/** A process that was started. */
export interface ProcessCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
}

/** Replies by command lines, as for `fakeCommandRunner()`. */
export type ProcessScript = Readonly<Record<string, Reply<ProcessCall, CommandReply>>>;

/**
 * Creates a process supervisor that starts no process. It checks arguments and the permission `commands`, and stops what runs
 * when the task is stopped, as the real one does.
 */
export function fakeProcessSupervisor(script: ProcessScript = {}): Fake<ProcessCall> {
  parseArgument(anyObject, script, { of: 'fakeProcessSupervisor()', name: 'script' });
  const calls: ProcessCall[] = [];
  const service = defineService({
    token: ProcessSupervisor,
    services: { context: TaskContext, limits: TaskLimits },
    create: ({ context, limits }) =>
      new TaskProcessSupervisor(context.signal, limits, (command, args, options) => {
        const call = { command, args, options };
        calls.push(call);
        const reply = chooseReply(script, [command, ...args].join(' '));
        return scriptedProcess(reply === undefined ? undefined : answer(reply, call), options);
      }),
    dispose: (supervisor) => (supervisor as TaskProcessSupervisor).dispose(),
  });
  return { service, calls };
}
