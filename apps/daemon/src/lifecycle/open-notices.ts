import { join } from 'node:path';
import type { Engine } from '@poppobuilder/engine';
import type { WorkerPool } from '@poppobuilder/worker-pool';
import { Alarms } from '../alarms/alarms.ts';
import { SecretAlarm } from '../alarms/secret-alarm.ts';
import { SilenceAlarm } from '../alarms/silence-alarm.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { DaemonStatus } from '../daemon-context.ts';
import { Notifier } from '../notify/notifier.ts';
import type { WebhookReceiver } from '../webhooks/webhook-receiver.ts';
import type { DaemonOptions } from './daemon-options.ts';

/** What notifies people. */
export interface Notices {
  /** Applies the configuration as it is now. */
  refresh(): Promise<void>;
  /** Returns a receiver of webhooks whose answers are noted. */
  watched(receive: WebhookReceiver): WebhookReceiver;
  close(): Promise<void>;
}

/** What {@link openNotices} needs. */
export interface NoticesOptions extends Pick<DaemonOptions, 'homeFolder' | 'environment' | 'log'> {
  readonly engine: Engine;
  readonly pool: WorkerPool;
  readonly configuration: () => DaemonConfiguration;
  readonly status: DaemonStatus;
  readonly onError: (error: unknown) => void;
}

/** Opens notifications and alarms. They begin with the first refresh. */
export function openNotices(options: NoticesOptions): Notices {
  const { engine, pool, homeFolder, environment, configuration, status, log, onError } = options;
  const notifier = new Notifier({
    engine,
    configuration,
    cursorFile: join(homeFolder, 'notified'),
    onError,
  });
  const secrets = new SecretAlarm();
  const silence = new SilenceAlarm({
    engine,
    runner: pool,
    hasFreeSlot: () => status.running().length < configuration().slots,
  });
  const alarms = new Alarms({
    silence,
    secrets,
    notifier,
    configuration,
    environment,
    onChange: (current) => status.warnings.splice(0, status.warnings.length, ...current),
    onAlarm: ({ code, message }) => log.warn(`${code}: ${message}`),
    onError,
  });
  let isStarted = false;
  return {
    refresh: async () => {
      await notifier.refresh();
      if (!isStarted) alarms.start();
      isStarted = true;
    },
    watched: (receive) => async (request) => {
      const answer = await receive(request);
      if (secrets.note(request.route, answer.status)) void alarms.check();
      return answer;
    },
    close: async () => {
      alarms.close();
      silence.close();
      await notifier.close();
    },
  };
}
