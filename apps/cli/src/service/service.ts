import { join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { createPrinter } from '../daemon/print.ts';
import { readConfiguration } from '../daemon/read-configuration.ts';
import { installService, readService, uninstallService } from './change-service.ts';
import { serviceManager } from './service-manager.ts';
import { ENVIRONMENT_FILE, serviceSpec } from './service-spec.ts';

/** Flags of the commands of `poppo service`. */
export interface ServiceOptions {
  readonly system?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Flags of `poppo service install`. */
export interface InstallOptions extends ServiceOptions {
  readonly config?: string | undefined;
  /** The user that a service of the system runs as. */
  readonly user?: string | undefined;
  /** Whether the file is only printed. */
  readonly print?: boolean | undefined;
}

/** Installs the daemon as a service, or prints the file that would be installed. Rejects with `INVALID_CONFIG`. */
export async function install(options: InstallOptions): Promise<void> {
  const { system = false, user, json = false } = options;
  if (system !== (user !== undefined)) throw needsUser();
  const printer = createPrinter();
  const manager = serviceManager(system);
  const { file, warnings } = await readConfiguration(options.config);
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  const spec = serviceSpec(file, user);
  if (options.print === true) {
    printer.lines(manager.textOf(spec).trimEnd());
  } else {
    const change = await installService(manager, spec);
    if (json) printer.json({ file: manager.file, change });
    else {
      printer.lines(
        `The service is ${change === 'unchanged' ? 'installed already' : 'installed'}, and runs: ${manager.file}`,
        `It gets the variables in ${join(spec.home, ENVIRONMENT_FILE)}, such as GITHUB_TOKEN. Let only its user read that file.`,
      );
    }
  }
  await printer.flush();
  process.exitCode = 0;
}

/** Stops the service and removes it. */
export async function uninstall({ system = false, json = false }: ServiceOptions): Promise<void> {
  const printer = createPrinter();
  const manager = serviceManager(system);
  const change = await uninstallService(manager);
  if (json) printer.json({ file: manager.file, change });
  else printer.lines(change === 'absent' ? 'No service is installed.' : 'The service is removed.');
  await printer.flush();
  process.exitCode = 0;
}

/** Shows whether the service is installed, and runs. */
export async function showService({ system = false, json = false }: ServiceOptions): Promise<void> {
  const printer = createPrinter();
  const found = await readService(serviceManager(system));
  if (json) printer.json({ file: found.file, installed: found.isInstalled, running: found.isRunning });
  else if (!found.isInstalled) printer.lines('No service is installed.');
  else
    printer.lines(
      `The service is installed, and ${found.isRunning ? 'runs' : 'does not run'}: ${found.file}`,
    );
  await printer.flush();
  process.exitCode = 0;
}

function needsUser(): TaskError {
  return new TaskError({
    code: 'INVALID_CONFIG',
    message: 'The flags "--system" and "--user" belong together: a service of the system runs as a user.',
    hint: 'Create a user for it, and pass its name: poppo service install --system --user poppobuilder.',
  });
}
