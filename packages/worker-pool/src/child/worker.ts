import { TaskError } from '@poppobuilder/core';
import { addTaskFolder, loadLocatedPlugins, NO_SECRETS, settingsOf } from '@poppobuilder/core/runner-kit';
import type { ExecuteTask, HostMessage, OpenWorker } from '../protocol/messages.ts';
import { confirmWithHost, takeConfirmation } from './confirm-with-host.ts';
import { piecesOf, shorten } from './fit-text.ts';
import { send } from './outbox.ts';
import { guardImports } from './guard-imports.ts';
import { takeStateAnswer } from './host-state.ts';
import { takeLocation } from './locate-on-host.ts';
import { inTrace } from './trace-task.ts';
import { WorkerExecutor } from './worker-executor.ts';
import { workerServices } from './worker-services.ts';

/** Creates the executor of a worker, and reports that it is ready. Resolves with the receiver of the host's messages. */
export async function openWorker(message: OpenWorker): Promise<(message: HostMessage) => void> {
  const { workerId, timeout, grace, settings } = message;
  let abandoned = false;
  let run = 0;
  let started = false;
  for (const folder of message.taskFolders) addTaskFolder(folder);
  guardImports(message);
  const plugins = await loadLocatedPlugins(message.plugins, {
    timeout: message.loadTimeout,
    onLoading: (plugin) => send(['loading', plugin]),
  });
  const executor = new WorkerExecutor(
    {
      workerId,
      timeout,
      grace,
      concurrency: 1,
      environment: {},
      homeFolder: settings.homeFolder,
      plugins,
      services: workerServices(message),
    },
    {
      settings: settingsOf(settings),
      onAbandoned: () => (abandoned = true),
      // The host has warned of them.
      onDeprecated: () => undefined,
    },
  );
  executor.on('task-started', () => {
    started = true;
    send(['started', run]);
  });
  executor.on('progress', ({ stage, message: text, data }) =>
    send(data === undefined ? ['progress', stage, text] : ['progress', stage, text, data]),
  );
  executor.on('log', ({ level, message: text, stream }) => {
    if (stream === undefined) send(['log', level, shorten(text)]);
    else for (const piece of piecesOf(text)) send(['log', level, piece, stream]);
  });

  const execute = async (given: ExecuteTask): Promise<void> => {
    const { base, fields, secrets, attempt, isLastAttempt, mayDefer, costLimit, approval } = given;
    started = false;
    const task = { ...base, ...fields };
    const checked = { task, base, fields, secrets: { ...NO_SECRETS, texts: secrets } };
    try {
      const confirmStart = confirmWithHost(given.run, given.startBefore);
      const options = { attempt, isLastAttempt, mayDefer, costLimit, approval, confirmStart };
      const result = await inTrace(given.traceparent, async () => executor.executeChecked(checked, options));
      send(['completed', run, result]);
    } catch (error) {
      if (!TaskError.is(error)) throw error;
      send(started ? ['failed', run, error.toJSON(), abandoned] : ['rejected', run, error.toJSON()]);
    }
  };
  send(['ready']);
  return (received) => {
    if (received.type === 'execute') {
      run = received.run;
      void execute(received);
    } else if (received.type === 'located') {
      takeLocation(received.id, received.folder);
    } else if (received.type === 'start-confirmed') {
      if (received.run === run) takeConfirmation(received.milliseconds);
    } else if (received.type === 'state') {
      takeStateAnswer(received.id, received.answer, received.error);
    } else if (received.type === 'cancel') {
      void executor.cancel(undefined, { reason: received.reason, retryable: received.retryable });
    }
  };
}
