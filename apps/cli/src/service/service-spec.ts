import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveHomeFolder } from '@poppobuilder/core';
import { hostSearchPath } from '@poppobuilder/core/runner-kit';

/** What a service manager runs. */
export interface ServiceSpec {
  /** The program and its arguments, by absolute paths. */
  readonly command: readonly string[];
  readonly folder: string;
  /** Home folder of the daemon. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The user that it runs as; absent for a service of the user that installs it. */
  readonly user?: string | undefined;
}

/** Name of a file in the home folder with variables for the service, secrets among them. */
export const ENVIRONMENT_FILE = 'daemon.env';

/** Returns what runs the daemon with this configuration as a service. */
export function serviceSpec(configFile: string, user?: string): ServiceSpec {
  const home = resolveHomeFolder();
  return {
    command: [process.execPath, programFile(), 'start', '--config', configFile],
    folder: dirname(configFile),
    home,
    environment: { PATH: hostSearchPath(), POPPOBUILDER_HOME: home },
    user,
  };
}

/** This file is part of the bundle, or of the sources below it. */
function programFile(): string {
  const bundled = fileURLToPath(new URL('../bin/poppo.js', import.meta.url));
  return existsSync(bundled) ? bundled : join(import.meta.dirname, '..', '..', 'bin', 'poppo.js');
}
