import { resolveHomeFolder, TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { Telemetry } from '@poppobuilder/telemetry';
import { findConfiguration } from '../configuration/find-configuration.ts';
import { ConfigurationWatch, stampOf, type WatchOptions } from '../configuration/configuration-watch.ts';
import { loadConfiguration, type LoadedConfiguration } from '../configuration/load-configuration.ts';
import { pluginChecks } from '../configuration/plugin-checks.ts';
import { type LogFile, openLogFile } from '../log/log-file.ts';
import { withTraceId } from '../log/with-trace-id.ts';
import { Daemon } from './daemon.ts';
import type { DaemonLog } from './daemon-options.ts';
import { lockHome } from './home-lock.ts';
import { openTelemetry } from './open-telemetry.ts';

/** How long a daemon may take to end after a second signal. In milliseconds. */
const HAND_BACK_LIMIT = 11_000;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** What a process that is a daemon is started with. */
export interface RunDaemonOptions {
  /** The file that `--config` names. */
  readonly config?: string | undefined;
  /** URLs of plugins that every daemon has. */
  readonly builtInPlugins: readonly string[];
  readonly version: string;
  /** @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly log: DaemonLog;
  /** The file that is written instead of `log`, once the configuration is read; it is kept small. @defaultValue none */
  readonly logFile?: string | undefined;
  /** Called once it is ready. */
  readonly onReady: (ready: ReadyDaemon) => void;
}

/** A daemon that is ready. */
export interface ReadyDaemon {
  readonly url: string;
  /** Path of the unix socket. */
  readonly socket: string;
  readonly pid: number;
}

/**
 * Runs a daemon until a signal stops it. The first one lets running tasks finish, the second one hands them back at once.
 *
 * Rejects with `DAEMON_RUNNING`, `INVALID_CONFIG`, `PLUGIN_INVALID`, `DATABASE_UNAVAILABLE`, `COMPONENT_FAILED`.
 */
export async function runDaemon(options: RunDaemonOptions): Promise<void> {
  const { builtInPlugins, version, environment = process.env, logFile, onReady } = options;
  const homeFolder = resolveHomeFolder(environment);
  let file: LogFile | undefined;
  const log = withTraceId({
    info: (message) => (file ?? options.log).info(message),
    warn: (message) => (file ?? options.log).warn(message),
    error: (message) => (file ?? options.log).error(message),
  });
  const stop = listenForStop(log);
  const lock = await lockHome(homeFolder);
  let telemetry: Telemetry | undefined;
  try {
    const configurationFile = findConfiguration({ config: options.config, environment });
    const openPlugins = pluginChecks({ builtInPlugins, homeFolder });
    const load = async (path: string): Promise<LoadedConfiguration> =>
      loadConfiguration(path, { openPlugins, homeFolder, isNamed: options.config !== undefined });
    const stamp = stampOf(configurationFile);
    const { configuration, warnings } = await load(configurationFile);
    if (logFile !== undefined) {
      file = openLogFile(logFile, configuration.log, ({ message }) => options.log.error(message));
    }
    for (const warning of warnings) log.warn(warning);
    telemetry = await openTelemetry(version, log);
    const daemon = await Daemon.start({
      configuration,
      homeFolder,
      builtInPlugins,
      version,
      environment,
      log,
    });
    const watch = watchConfiguration(daemon, { file: configurationFile, stamp, load, log });
    onReady({ url: daemon.url, socket: daemon.socketPath, pid: process.pid });
    await stop.first;
    void watch.close();
    const stopped = daemon.stop();
    await Promise.race([stopped, stop.second]);
    setTimeout(() => process.exit(1), HAND_BACK_LIMIT).unref();
    await daemon.stop();
  } finally {
    await telemetry?.close();
    await file?.close();
    lock.release();
  }
}

/** Applies changes of the configuration while the daemon runs. */
function watchConfiguration(
  daemon: Daemon,
  {
    file,
    stamp,
    load,
    log,
  }: Pick<WatchOptions, 'load' | 'stamp'> & { readonly file: string; readonly log: DaemonLog },
): ConfigurationWatch {
  return new ConfigurationWatch({
    configuration: { ...daemon.configuration, file },
    stamp,
    load,
    apply: async (changed) => daemon.configure(changed),
    onApplied: ({ warnings, needRestart }) => {
      for (const warning of warnings) log.warn(warning);
      log.info(`The configuration in ${file} has changed and is in force.`);
      if (needRestart.length === 0) return;
      log.warn(`These changes need a restart of the daemon: ${needRestart.join(', ')}.`);
    },
    onInvalid: (error) => {
      const problem = reasonOf(error);
      const code = TaskError.is(error) ? error.code : 'INVALID_CONFIG';
      daemon.reportProblem(problem);
      log.error(`${code}: ${problem} The last valid configuration stays in force.`);
    },
  });
}

interface StopSignals {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
}

function listenForStop(log: DaemonLog): StopSignals {
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      count += 1;
      if (count === 1) {
        log.info(
          `${signal}: the daemon lets running tasks finish. Another ${signal} hands them back at once.`,
        );
        first.resolve();
      } else {
        second.resolve();
      }
    });
  }
  return { first: first.promise, second: second.promise };
}
