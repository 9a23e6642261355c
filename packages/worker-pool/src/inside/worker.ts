import { loadPlugins, TaskError, TaskExecutor } from '@poppobuilder/core';
import { type CheckedTask, checkTask, settingsOf } from '@poppobuilder/core/runner-kit';
import type { ExecuteTask, HostMessage, OpenWorker } from '../protocol/messages.ts';
import { tell } from './outbox.ts';
import { workerServices } from './worker-services.ts';

/** Makes the executor of a worker and tells that it is ready. Gives what takes the host's messages. */
export async function openWorker(message: OpenWorker): Promise<(message: HostMessage) => void> {
  const { workerId, timeout, grace, settings } = message;
  let abandoned = false;
  let run = 0;
  let started = false;
  let received: CheckedTask | undefined;
  const executor = new TaskExecutor(
    {
      workerId,
      timeout,
      grace,
      concurrency: 1,
      environment: {},
      homeFolder: settings.homeFolder,
      plugins: await loadPlugins(message.plugins),
      services: workerServices(message),
    },
    {
      settings: settingsOf(settings),
      // The host has checked it.
      checkTask: (given) => received ?? checkTask(given),
      onAbandoned: () => (abandoned = true),
    },
  );
  executor.on('task-started', () => {
    started = true;
    tell(['started', run]);
  });
  executor.on('progress', ({ stage, message: text, data }) =>
    tell(data === undefined ? ['progress', stage, text] : ['progress', stage, text, data]),
  );
  executor.on('log', ({ level, message: text, stream }) =>
    tell(stream === undefined ? ['log', level, text] : ['log', level, text, stream]),
  );

  const execute = async ({ base, fields, secrets, attempt, isLastAttempt }: ExecuteTask): Promise<void> => {
    started = false;
    const task = { ...base, ...fields };
    received = { task, base, fields, secrets };
    try {
      const result = await executor.execute(task, { attempt, isLastAttempt });
      tell(['completed', run, result]);
    } catch (error) {
      if (!TaskError.is(error)) throw error;
      tell(started ? ['failed', run, error.toJSON(), abandoned] : ['rejected', run, error.toJSON()]);
    }
  };
  tell(['ready']);
  return (told) => {
    if (told.type === 'execute') {
      run = told.run;
      void execute(told);
    } else if (told.type === 'cancel') {
      void executor.cancel(undefined, { reason: told.reason, retryable: told.retryable });
    }
  };
}
