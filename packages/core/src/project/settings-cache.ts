import { TaskError } from '../errors/task-error.ts';
import type { BaseTask } from '../task/task.ts';
import { frozenCopy } from './frozen-copy.ts';
import {
  type HostSettings,
  type ProjectSettings,
  resolveProjectSettings,
  settingsFiles,
} from './project-settings.ts';
import { type SettingsPaths, type SettingsStamp, stampOf } from './settings-stamp.ts';

interface Remembered {
  stamp: SettingsStamp;
  readonly paths: SettingsPaths;
  readonly settings: ProjectSettings;
}

/** Settings that are remembered; others are resolved anew. */
const MAX_REMEMBERED = 256;

/** Resolves settings of projects and remembers them while no file that they come from changes. */
export class SettingsCache {
  readonly #host: HostSettings;
  readonly #remembered = new Map<string, Remembered>();
  readonly #variables = new Map<string, string>();

  constructor(host: HostSettings) {
    this.#host = { ...host, projectConfig: frozenCopy(host.projectConfig) };
  }

  /** The settings of a task's project. The same object as long as nothing changed. Throws `INVALID_CONFIG`. */
  get(task: BaseTask, projectPath: string): ProjectSettings {
    const { projectId, projectConfig } = task;
    const key = `${projectId}\0${projectPath}\0${projectConfig ? JSON.stringify(projectConfig) : ''}`;
    const remembered = this.#remembered.get(key);
    const paths = remembered?.paths ?? settingsFiles(this.#host.homeFolder, projectId, projectPath);
    const stamp = stampOf(paths, remembered?.stamp);
    if (remembered !== undefined && remembered.stamp.text === stamp.text) {
      remembered.stamp = stamp;
      return remembered.settings;
    }
    const settings = this.resolve(task, projectPath);
    this.#remembered.delete(key);
    this.#remembered.set(key, { stamp, paths, settings });
    const [oldest] = this.#remembered.size > MAX_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    return settings;
  }

  /** Resolves settings from their sources. Throws `INVALID_CONFIG`. */
  resolve(task: BaseTask, projectPath: string): ProjectSettings {
    const settings = resolveProjectSettings(task, projectPath, this.#host);
    this.#assertOwnVariable(settings);
    return settings;
  }

  /** Two ids that differ only in characters a variable cannot have would share one token: refused. */
  #assertOwnVariable({ projectVariable, projectId }: ProjectSettings): void {
    if (projectVariable === undefined) return;
    const owner = this.#variables.get(projectVariable) ?? projectId;
    if (owner !== projectId) {
      const message = `The projects ${owner} and ${projectId} would both take their token from ${projectVariable}.`;
      const hint = 'Rename one, or put its token into .poppo/credentials.json.';
      throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
    }
    this.#variables.set(projectVariable, projectId);
  }
}
