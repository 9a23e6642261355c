import {
  type AnyServiceDefinition,
  CommandRunner,
  defineService,
  ProcessSupervisor,
  type ServiceTokens,
  TaskContext,
  TaskLimits,
} from '@poppobuilder/core';
import { anyObject, parseArgument, TaskProcessSupervisor } from '@poppobuilder/core/runner-kit';
import type { CommandCall, CommandScript } from './command-script.ts';
import { answer, type Fake } from './fake.ts';
import { scriptedProcess } from './scripted-process.ts';
import { chooseReply } from './choose-reply.ts';

/**
 * Creates a command runner that starts no process. All else is that of the real one: it checks arguments and the permission
 * `commands`, masks and logs output, rejects for an exit code other than 0, and stops when the task does.
 *
 * A script's key stands for that command line, and for longer ones that begin with it where no other key fits better; `*`
 * stands for all the rest. A command without a reply is not found.
 *
 * @example
 * ```ts
 * const commands = fakeCommandRunner({ 'git status': { stdout: 'clean\n' } });
 * await runTask(plugin, task, { services: [commands.service] });
 * commands.calls; // [{ command: 'git', args: ['status'], options: {} }]
 * ```
 */
export function fakeCommandRunner(script: CommandScript = {}): Fake<CommandCall> {
  parseArgument(anyObject, script, { of: 'fakeCommandRunner()', name: 'script' });
  const calls: CommandCall[] = [];
  const real = defaultOf();
  const { processes: _, ...needed } = real.services as ServiceTokens & { processes: unknown };
  const service = defineService<CommandRunner, ServiceTokens>({
    token: CommandRunner,
    services: { ...needed, [CONTEXT]: TaskContext, [LIMITS]: TaskLimits },
    create: (services, creation) => {
      const { signal } = services[CONTEXT] as TaskContext;
      let starting: CommandCall | undefined;
      const processes = new TaskProcessSupervisor(
        signal,
        services[LIMITS] as TaskLimits,
        (_command, _args, options) => {
          const call = starting as CommandCall;
          const reply = chooseReply(script, [call.command, ...call.args].join(' '));
          return scriptedProcess(reply === undefined ? undefined : answer(reply, call), options);
        },
      );
      const runner = real.create({ ...services, processes }, creation) as CommandRunner;
      return {
        run(command, args = [], options = {}) {
          const call = { command, args, options };
          calls.push(call);
          // The real one starts its process before it waits for anything.
          starting = call;
          return runner.run(command, args, options);
        },
      };
    },
  });
  return { service, calls };
}

const CONTEXT = '@poppobuilder/testing/context';
const LIMITS = '@poppobuilder/testing/limits';

function defaultOf(): AnyServiceDefinition {
  const definition = CommandRunner.defaultFactory?.();
  if (definition === undefined || definition.services['processes']?.id !== ProcessSupervisor.id) {
    throw new TypeError(
      'This version of @poppobuilder/core does not fit this version of @poppobuilder/testing.',
    );
  }
  return definition;
}
