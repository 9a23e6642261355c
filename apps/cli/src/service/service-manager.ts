import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { LAUNCHD_LABEL, launchdAgent } from './launchd-agent.ts';
import type { ServiceSpec } from './service-spec.ts';
import { systemdUnit } from './systemd-unit.ts';

/** A service manager of the system, and what it is told. */
export interface ServiceManager {
  /** The file that describes the service. */
  readonly file: string;
  readonly textOf: (spec: ServiceSpec) => string;
  /** Commands that start the service, now and with the system, or start it again with a changed file. */
  readonly enable: readonly (readonly string[])[];
  /** Commands that stop it. */
  readonly disable: readonly (readonly string[])[];
  /** Commands that are run once its file is gone. */
  readonly forget: readonly (readonly string[])[];
  /** A command that succeeds while it runs. */
  readonly check: readonly string[];
}

const UNIT = 'poppobuilder.service';

/** Returns the service manager of this system. Throws `COMPONENT_FAILED` where there is none that is supported. */
export function serviceManager(isSystem: boolean): ServiceManager {
  if (process.platform === 'linux') return systemd(isSystem);
  if (process.platform === 'darwin' && !isSystem) return launchd();
  throw new TaskError({
    code: 'COMPONENT_FAILED',
    message: `There is no support for ${isSystem ? 'services of the system' : 'services'} on ${process.platform}.`,
    hint: 'Run `poppo start` from the service manager that you use.',
  });
}

function systemd(isSystem: boolean): ServiceManager {
  const configured = process.env['XDG_CONFIG_HOME'] ?? '';
  const base = isAbsolute(configured) ? configured : join(homedir(), '.config');
  const systemctl = isSystem ? ['systemctl'] : ['systemctl', '--user'];
  return {
    file: isSystem ? join('/etc/systemd/system', UNIT) : join(base, 'systemd', 'user', UNIT),
    textOf: systemdUnit,
    enable: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', UNIT],
      [...systemctl, 'restart', UNIT],
      // Without this, services of a user end when they log out.
      ...(isSystem ? [] : [['loginctl', 'enable-linger']]),
    ],
    disable: [[...systemctl, 'disable', '--now', UNIT]],
    forget: [[...systemctl, 'daemon-reload']],
    check: [...systemctl, 'is-active', '--quiet', UNIT],
  };
}

function launchd(): ServiceManager {
  const file = join(homedir(), 'Library', 'LaunchAgents', `${LAUNCHD_LABEL}.plist`);
  const domain = `gui/${process.getuid?.() ?? 0}`;
  const target = `${domain}/${LAUNCHD_LABEL}`;
  return {
    file,
    textOf: launchdAgent,
    enable: [
      ['launchctl', 'bootstrap', domain, file],
      ['launchctl', 'kickstart', target],
    ],
    disable: [['launchctl', 'bootout', target]],
    forget: [],
    check: ['launchctl', 'print', target],
  };
}
