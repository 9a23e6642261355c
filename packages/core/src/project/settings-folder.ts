import { resolve } from 'node:path';
import { realPathOfExisting } from './places-on-path.ts';
import type { ProjectConfig } from './project-config.ts';
import { isInside } from './project-path.ts';

/** Where the folder of an agent's settings is looked for. All paths are absolute. */
export interface SettingsFolderPlace {
  /** Real path of the project. */
  readonly projectPath: string;
  /** The project's folder below `POPPOBUILDER_HOME`, which relative paths start from. */
  readonly homeFolder: string;
}

/**
 * Returns what is wrong with the folder that `agent.configDirectory` names. In the project, every task could change the
 * settings of an agent that has more rights than the task.
 */
export function settingsFolderMistakes(config: ProjectConfig, place: SettingsFolderPlace): readonly string[] {
  const named = config.agent?.configDirectory;
  if (named === undefined) return [];
  const { projectPath, homeFolder } = place;
  const folder = realPathOfExisting(resolve(homeFolder, named));
  if (!isInside(projectPath, folder) || isInside(realPathOfExisting(homeFolder), folder)) return [];
  return [
    `agent.configDirectory is ${folder}, which lies in the project ${projectPath}, where tasks can change it; name a folder outside of it`,
  ];
}
