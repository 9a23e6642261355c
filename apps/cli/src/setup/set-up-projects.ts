import { mkdirSync } from 'node:fs';
import { resolveHomeFolder } from '@poppobuilder/core';
import type { DaemonConfiguration } from '@poppobuilder/daemon/configuration';
import { GitHubProjects, setUpRepository } from '@poppobuilder/daemon/setup';
import { daemonEnvironment } from './daemon-environment.ts';

/** Signs in to the repositories of all projects that work on GitHub, and creates their labels. Rejects with what GitHub says is wrong. */
export async function setUpProjects(
  configuration: DaemonConfiguration,
  report: (line: string) => void,
): Promise<void> {
  const environment = daemonEnvironment(process.env);
  const homeFolder = resolveHomeFolder(environment);
  const projects = new GitHubProjects({ homeFolder, environment, configuration: () => configuration });
  for (const [id, project] of Object.entries(configuration.projects)) {
    if (project.repository === undefined && project.triggers['github'] === undefined) continue;
    if (project.repository !== undefined) mkdirSync(project.path, { recursive: true });
    const found = await projects.get(id);
    if (found?.hasCredentials !== true) {
      report(
        `${id}: there is no token, so nothing was done on GitHub. Set GITHUB_TOKEN and run \`poppo init\` again.`,
      );
      continue;
    }
    const { login, repository, mayPush, createdLabels } = await setUpRepository(project, found);
    report(
      `${id}: the token signs in ${login}, which ${mayPush === false ? 'may not push' : 'may push'} to ${repository}.`,
    );
    report(
      createdLabels.length === 0
        ? `${id}: all labels are there.`
        : `${id}: these labels were created: ${createdLabels.join(', ')}.`,
    );
  }
}
