import { join } from 'node:path';
import { ENVIRONMENT_FILE, type ServiceSpec } from './service-spec.ts';

/** How long running tasks may take to finish, with time to hand the others back. In seconds, as all times here. */
const STOP_TIMEOUT = 330;
/** A first start makes the database. */
const START_TIMEOUT = 300;
const WATCHDOG = 90;
/** The exit code for mistakes in the configuration, which another start would not fix. */
const USAGE_ERROR = 2;

/** Returns the text of a unit for systemd. The same spec always gives the same text. */
export function systemdUnit({ command, folder, home, environment, user }: ServiceSpec): string {
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  );
  return [
    '[Unit]',
    'Description=PoppoBuilder',
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    // The daemon reports when it is ready, and that it is alive, by systemd-notify.
    'Type=notify',
    'NotifyAccess=all',
    `ExecStart=${command.map((part) => quoted(part).replaceAll('$', '$$$$')).join(' ')}`,
    `WorkingDirectory=${specifier(folder)}`,
    ...variables,
    `EnvironmentFile=-${specifier(join(home, ENVIRONMENT_FILE))}`,
    ...(user === undefined ? [] : [`User=${user}`]),
    'Restart=on-failure',
    'RestartSec=5',
    `RestartPreventExitStatus=${USAGE_ERROR}`,
    `TimeoutStartSec=${START_TIMEOUT}`,
    `TimeoutStopSec=${STOP_TIMEOUT}`,
    `WatchdogSec=${WATCHDOG}`,
    // Only the daemon is asked to stop: it lets its tasks finish. What is left afterwards is killed.
    'KillMode=mixed',
    'OOMPolicy=continue',
    'UMask=0077',
    '',
    '[Install]',
    `WantedBy=${user === undefined ? 'default.target' : 'multi-user.target'}`,
    '',
  ].join('\n');
}

const specifier = (text: string): string => text.replaceAll('%', '%%');

const quoted = (text: string): string => `"${specifier(text).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
