import { isDeepStrictEqual } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import type { PluginInspection } from '@poppobuilder/worker-pool';
import { changeProject } from '../manager/change-project.ts';
import { findManager } from '../manager/package-manager.ts';
import { parsePackageSpec } from '../manager/package-spec.ts';
import { createStyle, Output } from '../output/output.ts';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { type Candidate, fetchCandidate } from '../plugins/candidate.ts';
import { findInstalledPlugins, projectFolder } from '../plugins/find-installed-plugins.ts';
import { formatSummary } from '../plugins/format-inspection.ts';
import { inspectCandidate } from '../plugins/inspect-candidate.ts';
import { inspectPlugins } from '../plugins/inspect-plugins.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { type ChangePluginsOptions, confirmChange, demandConsent } from './confirm-change.ts';
import { stoppable } from './stop-signals.ts';
import { withWarnings } from './on-pool-warnings.ts';

/**
 * Installs a plugin with the package manager of the project, after showing what it may do. What does not load is rejected
 * before anything is changed. Rejects with a `TaskError`; all is then as before.
 */
export async function addPlugin(text: string, options: ChangePluginsOptions): Promise<void> {
  demandConsent(options);
  await withWarnings(async (stderr) => {
    addProjects([]);
    const folder = projectFolder();
    const spec = parsePackageSpec(text, process.cwd());
    const stdout = new Output(process.stdout);
    await stoppable('Adding the plugin', async (signal) => {
      const manager = await findManager(folder, signal);
      stderr.write(`Looking at ${text} ...\n`);
      await using candidate = await fetchCandidate(spec, manager, signal);
      assertNotBuiltIn(candidate.name);
      const { packages } = findInstalledPlugins();
      const inspection = await inspectCandidate(candidate, packages, folder);
      const style = createStyle(stdout.stream);
      const { name, version } = candidate;
      stdout.write(`${formatSummary({ name, version, inspection }, style)}\n${notesOn(candidate)}`);
      await stdout.flush();
      await confirmChange(`Add it to ${folder} with ${manager.command}?`, options);
      const installs = [spec.in(folder), ...candidate.missingPeers];
      await changeProject({
        manager,
        task: { action: 'add', packages: installs, runsScripts: true },
        signal,
        verify: () => verify(candidate, inspection, folder),
      });
      stdout.write(`Added ${name}${version === undefined ? '' : ` ${version}`} to ${folder}.\n`);
      await stdout.flush();
    });
  });
}

function assertNotBuiltIn(name: string): void {
  if (!BUILT_IN_NAMES.includes(name)) return;
  const message = `${name} is built in, so there is nothing to add.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}

function notesOn({ withScripts, missingPeers }: Candidate): string {
  return [
    ...(withScripts.length === 0 ? [] : [`  install scripts: ${withScripts.join(', ')}\n`]),
    ...(missingPeers.length === 0 ? [] : [`  installed with it: ${missingPeers.join(', ')}\n`]),
  ].join('');
}

/** Checks that what is installed is what was shown: a registry may have another version by now. */
async function verify({ name, version }: Candidate, shown: PluginInspection, folder: string): Promise<void> {
  const found = findInstalledPlugins().packages.find((one) => one.name === name);
  const inspections = found === undefined ? [] : await inspectPlugins([found.specifier], folder);
  const inspection = inspections.at(-1);
  if (
    found !== undefined &&
    found.version === version &&
    isDeepStrictEqual(promisesOf(inspection), promisesOf(shown))
  ) {
    return;
  }
  const message = `The package manager installed something else than ${name} ${version ?? ''} as it was shown.`;
  const hint = 'Name the version, and try again.';
  throw new TaskError({ code: 'PLUGIN_INVALID', message, hint });
}

/** Where its module lies differs. */
function promisesOf(inspection: PluginInspection | undefined): object {
  return { ...inspection, url: undefined };
}
