import { resolve } from 'node:path';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { type DaemonLog, runDaemon } from '@poppobuilder/daemon';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { readVersion } from '../read-version.ts';
import { takeServiceNotifier } from '../service/service-notifier.ts';
import { describeError, sendToStarter } from './starter.ts';

/** Flags of `poppo start`. */
export interface StartOptions {
  readonly config?: string | undefined;
  readonly detach?: boolean | undefined;
  readonly logFile?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Runs a daemon in this process until a signal stops it. */
export async function start({ config, json = false, logFile }: StartOptions): Promise<void> {
  ignoreBrokenOutput();
  const service = takeServiceNotifier((error) => stderrLog.warn(`systemd was not told: ${reasonOf(error)}`));
  try {
    await runDaemon({
      config,
      builtInPlugins: BUILT_IN_NAMES.map((name) => import.meta.resolve(name)),
      version: readVersion(),
      log: stderrLog,
      logFile: logFile === undefined ? undefined : resolve(logFile),
      onReady: (ready) => {
        service.ready();
        if (sendToStarter({ ready })) return;
        const line = json
          ? JSON.stringify({ event: 'ready', ...ready })
          : `The daemon is ready at ${ready.url}, with the process id ${ready.pid}.`;
        process.stdout.write(`${line}\n`);
      },
    });
    process.exitCode = 0;
  } catch (error) {
    if (sendToStarter({ failed: describeError(error) })) process.exitCode = 1;
    throw error;
  }
}

/** A daemon outlives whoever reads what it prints. */
function ignoreBrokenOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

const write = (level: string, message: string): void =>
  void process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`);

const stderrLog: DaemonLog = {
  info: (message) => write('info', message),
  warn: (message) => write('warn', message),
  error: (message) => write('error', message),
};
