import { openSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  type AnyServiceDefinition,
  defineService,
  ProcessSupervisor,
  ProjectLog,
  TaskContext,
  TaskLimits,
} from '@poppobuilder/core';
import {
  createOutputFiles,
  describeForLog,
  OutputFiles,
  sharedState,
  TaskProcessSupervisor,
} from '@poppobuilder/core/runner-kit';
import type { LogFields } from '@poppobuilder/core';
import type { OpenWorker } from '../protocol/messages.ts';
import { commandStarter } from './command-starter.ts';
import { countOutput } from './count-output.ts';
import { hostState } from './host-state.ts';
import { shorten, shortenFields } from './fit-text.ts';
import { send } from './outbox.ts';

/** The services that are other in a worker: log lines go to the host, commands into namespaces, output to its folder, and the host may keep the state. */
export function workerServices(message: OpenWorker): AnyServiceDefinition[] {
  const { commands, grace, outputFolder, outputLimit } = message;
  const trustedFolders = new Set(message.trustedEntries);
  const trusted = (path = ''): string[] => path.split(delimiter).filter((entry) => trustedFolders.has(entry));
  const log = defineService({
    token: ProjectLog,
    create: () => ({
      write: (level, text, fields) =>
        send(['line', level, shorten(text), shortenFields(fieldsOf(describeForLog(fields)))]),
    }),
  });
  const files = defineService({
    token: OutputFiles,
    create: () =>
      createOutputFiles((name, flags) => {
        if (outputFolder === undefined) throw new Error('there is no folder for it that may be written');
        const path = join(outputFolder, name);
        return { path, descriptor: openSync(path, flags, 0o600) };
      }),
  });
  const processes = defineService({
    token: ProcessSupervisor,
    services: { context: TaskContext, limits: TaskLimits },
    create: ({ context, limits }) => {
      const start = countOutput(commandStarter(commands, grace), outputLimit, limits.stop);
      const confines = commands.kind !== 'process';
      return new TaskProcessSupervisor(context.signal, limits, start, trusted, confines);
    },
    dispose: (supervisor) => (supervisor as TaskProcessSupervisor).dispose(),
  });
  return [log, files, processes, ...(message.sharesState ? [sharedState(hostState)] : [])];
}

/** What a careless handler logs beside its text may be anything. */
const fieldsOf = (described: unknown): LogFields =>
  typeof described === 'object' && described !== null && !Array.isArray(described)
    ? (described as LogFields)
    : { value: described };
