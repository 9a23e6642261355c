import { TaskError } from '@poppobuilder/core';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { changeProject } from '../manager/change-project.ts';
import { findManager } from '../manager/package-manager.ts';
import { Output } from '../output/output.ts';
import { findInstalledPlugins, projectFolder, unknownPlugin } from '../plugins/find-installed-plugins.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { type ChangePluginsOptions, confirmChange, demandConsent } from './confirm-change.ts';
import { withWarnings } from './on-pool-warnings.ts';
import { stoppable } from './stop-signals.ts';

/** Removes a plugin with the package manager of the project. Rejects with a `TaskError`; all is then as before. */
export async function removePlugin(name: string, options: ChangePluginsOptions): Promise<void> {
  demandConsent(options);
  await withWarnings(async () => {
    addProjects([]);
    const folder = projectFolder();
    assertRemovable(name, folder);
    await stoppable('Removing the plugin', async (signal) => {
      const manager = await findManager(folder, signal);
      await confirmChange(`Remove ${name} from ${folder} with ${manager.command}?`, options);
      await changeProject({
        manager,
        task: { action: 'remove', packages: [name], runsScripts: false },
        signal,
        verify: async () => undefined,
      });
    });
    const stdout = new Output(process.stdout);
    stdout.write(`Removed ${name} from ${folder}.\n`);
    await stdout.flush();
  });
}

function assertRemovable(name: string, folder: string): void {
  if (BUILT_IN_NAMES.includes(name)) {
    const message = `${name} is built in, and cannot be removed.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message });
  }
  const { packages } = findInstalledPlugins();
  const found = packages.find((one) => one.name === name);
  if (found === undefined)
    throw unknownPlugin(
      name,
      packages.map((one) => one.name),
    );
  if (found.folder !== folder) return;
  const message = `${name} is the package in ${folder} itself, and cannot be removed from it.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
