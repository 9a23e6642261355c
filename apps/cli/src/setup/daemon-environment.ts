import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { resolveHomeFolder } from '@poppobuilder/core';
import { serviceManager } from '../service/service-manager.ts';
import { ENVIRONMENT_FILE } from '../service/service-spec.ts';

/** Returns the environment that the daemon has: this one and, where it is a service of systemd, the file with its variables. */
export function daemonEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(resolveHomeFolder(environment), ENVIRONMENT_FILE);
  const isService =
    process.platform === 'linux' &&
    [false, true].some((isSystem) => existsSync(serviceManager(isSystem).file));
  return isService && existsSync(file)
    ? { ...environment, ...parseEnv(readFileSync(file, 'utf8')) }
    : environment;
}
