import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand } from './run-command.ts';
import type { ServiceManager } from './service-manager.ts';
import type { ServiceSpec } from './service-spec.ts';

/** What became of the file of a service. */
export type Change = 'created' | 'changed' | 'unchanged' | 'removed' | 'absent';

/** Whether a service is installed, and runs. */
export interface ServiceStatus {
  readonly file: string;
  readonly isInstalled: boolean;
  readonly isRunning: boolean;
}

/**
 * Installs the service and starts it. One that is installed with the same file and runs stays as it is. Rejects with
 * `COMPONENT_FAILED`; a file that was there before is then back in place.
 */
export async function installService(manager: ServiceManager, spec: ServiceSpec): Promise<Change> {
  const { file } = manager;
  const [text, before] = [manager.textOf(spec), await readIfThere(file)];
  if (text === before && (await isRunning(manager))) return 'unchanged';
  await mkdir(dirname(file), { recursive: true });
  await replace(file, text);
  try {
    // launchd does not read a changed file otherwise.
    if (process.platform === 'darwin' && before !== undefined) await tryAll(manager.disable);
    for (const command of manager.enable) await runCommand(command);
  } catch (error) {
    await (before === undefined ? rm(file, { force: true }) : replace(file, before));
    throw error;
  }
  if (before === undefined) return 'created';
  return before === text ? 'unchanged' : 'changed';
}

/** Stops the service and removes it. Rejects with `COMPONENT_FAILED` when it cannot be stopped. */
export async function uninstallService(manager: ServiceManager): Promise<Change> {
  if ((await readIfThere(manager.file)) === undefined) return 'absent';
  if (await isRunning(manager)) for (const command of manager.disable) await runCommand(command);
  else await tryAll(manager.disable);
  await rm(manager.file, { force: true });
  await tryAll(manager.forget);
  return 'removed';
}

/** Returns whether the service is installed, and runs. */
export async function readService(manager: ServiceManager): Promise<ServiceStatus> {
  const isInstalled = (await readIfThere(manager.file)) !== undefined;
  return { file: manager.file, isInstalled, isRunning: await isRunning(manager) };
}

async function isRunning({ check }: ServiceManager): Promise<boolean> {
  return runCommand(check).then(
    () => true,
    () => false,
  );
}

async function tryAll(commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) await runCommand(command).catch(() => undefined);
}

/** Whoever reads it sees the old text or the new one. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o644 });
  await rename(`${file}.new`, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
