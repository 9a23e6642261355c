import { type Checkout, findCheckout } from '../checkout/find-checkout.ts';
import { readOrigin } from '../checkout/read-origin.ts';
import { findSafeDirectory } from '../checkout/safe-directory.ts';
import type { ConfigSections } from '../configuration/config-sections.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { TaskError } from '../errors/task-error.ts';
import type { BaseTask } from '../task/task.ts';
import { frozenCopy } from './frozen-copy.ts';
import type { ProjectFolder } from './project-path.ts';
import {
  type CheckoutState,
  findProjectSettings,
  type FoundSettings,
  type HostSettings,
  invalidConfig,
  type ProjectSettings,
  settingsFiles,
} from './project-settings.ts';
import type { KeyFile } from './resolve-secrets.ts';
import { type SettingsPaths, type SettingsStamp, stampOf, stateOfFile } from './settings-stamp.ts';

interface Remembered {
  stamp: SettingsStamp;
  readonly paths: SettingsPaths;
  readonly settings: ProjectSettings;
  readonly keyFiles: readonly KeyFile[];
  /** Of the plugins as they were: another version may have others. */
  readonly declarations: readonly SectionDeclaration[];
}

/** The host, and the sections of its plugins. */
export interface SettingsHost extends HostSettings {
  readonly sections: ConfigSections;
}

type Resolved = Pick<FoundSettings, 'settings' | 'keyFiles'>;

/** Settings that are remembered; others are resolved anew. */
const MAX_REMEMBERED = 256;

/** Resolves settings of projects and remembers them while no file that they come from changes. */
export class SettingsCache {
  readonly #host: SettingsHost;
  readonly #remembered = new Map<string, Remembered>();
  readonly #reading = new Map<string, Promise<CheckoutState>>();
  readonly #variables = new Map<string, string>();

  constructor(host: SettingsHost) {
    this.#host = { ...host, projectConfig: frozenCopy(host.projectConfig) };
  }

  /**
   * The settings of a task's project. The same object as long as nothing changed; a promise only while git is asked for the
   * checkout's `origin`, or another process checks sections. Throws or rejects with `INVALID_CONFIG`.
   */
  get(task: BaseTask, folder: ProjectFolder): ProjectSettings | Promise<ProjectSettings> {
    const { projectPath } = folder;
    const key = keyOf(task, projectPath);
    const unchanged = this.#unchanged(key, folder);
    if (unchanged !== undefined) return unchanged;
    const { projectId } = task;
    const { declarations } = this.#host.sections;
    const checkout = findCheckout(projectPath);
    const paths = settingsFiles(this.#host.homeFolder, { projectId, projectPath }, checkout);
    const stamp = stampOf(paths, folder);
    const resolve = (state: CheckoutState): ProjectSettings | Promise<ProjectSettings> => {
      const keep = ({ settings, keyFiles }: Resolved): ProjectSettings => {
        this.#remember(key, { stamp, paths, settings, keyFiles, declarations });
        return settings;
      };
      const resolved = this.#resolve(task, projectPath, state);
      return resolved instanceof Promise ? resolved.then(keep) : keep(resolved);
    };
    if (checkout === undefined) return resolve({});
    return this.#ask(checkout, stamp).then(resolve);
  }

  /**
   * Checks settings: those that a task was given are right while no file that they come from changes, and others are
   * resolved from their sources, without the checkout's. Throws or rejects with `INVALID_CONFIG`.
   */
  check(task: BaseTask, projectPath: string): void | Promise<void> {
    if (this.#unchanged(keyOf(task, projectPath), { projectPath, changedAt: undefined })) return;
    const resolved = this.#resolve(task, projectPath, {});
    return resolved instanceof Promise ? resolved.then(() => undefined) : undefined;
  }

  /** The remembered settings, if nothing that they come from has changed. */
  #unchanged(key: string, folder: ProjectFolder): ProjectSettings | undefined {
    const remembered = this.#remembered.get(key);
    if (remembered?.declarations !== this.#host.sections.declarations) return undefined;
    const stamp = stampOf(remembered.paths, folder, remembered.stamp);
    if (remembered.stamp.text !== stamp.text) return undefined;
    if (remembered.keyFiles.some(({ path, state }) => stateOfFile(path) !== state)) return undefined;
    if (folder.changedAt !== undefined) remembered.stamp = stamp;
    return remembered.settings;
  }

  #resolve(task: BaseTask, projectPath: string, checkout: CheckoutState): Resolved | Promise<Resolved> {
    const found = findProjectSettings(task, projectPath, this.#host, checkout);
    const { check } = found;
    const isWritten = check.sources.some(({ sections }) => Object.keys(sections).length > 0);
    const ofSections = isWritten ? this.#host.sections.check(check) : [];
    return ofSections instanceof Promise
      ? ofSections.then((mistakes) => this.#accept(found, mistakes))
      : this.#accept(found, ofSections);
  }

  /** Throws `INVALID_CONFIG` with every mistake. */
  #accept({ settings, keyFiles, mistakes }: FoundSettings, ofSections: readonly string[]): Resolved {
    const all = [...mistakes, ...ofSections];
    if (all.length > 0) throw invalidConfig(settings.projectId, all);
    for (const variable of settings.projectVariables) this.#assertOwnVariable(variable, settings.projectId);
    return { settings, keyFiles };
  }

  /** Asks git once for all tasks of a checkout that come at the same time. */
  async #ask(checkout: Checkout, stamp: SettingsStamp): Promise<CheckoutState> {
    const key = `${checkout.top}\0${stamp.text}`;
    const reading = this.#reading.get(key) ?? askAbout(checkout, this.#host.environment);
    this.#reading.set(key, reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(key);
    }
  }

  /** What could not be read is tried again for the next task. */
  #remember(key: string, remembered: Remembered): void {
    this.#remembered.delete(key);
    if (remembered.settings.originProblem !== undefined) return;
    this.#remembered.set(key, remembered);
    const [oldest] = this.#remembered.size > MAX_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }

  /** Two ids that differ only in characters a variable cannot have would share one token: refused. */
  #assertOwnVariable(projectVariable: string, projectId: string): void {
    const owner = this.#variables.get(projectVariable) ?? projectId;
    if (owner !== projectId) {
      const message = `The projects ${owner} and ${projectId} would both take their secret from ${projectVariable}.`;
      const hint = 'Rename one, or put its secret into .poppo/credentials.json.';
      throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
    }
    this.#variables.set(projectVariable, projectId);
  }
}

function keyOf({ projectId, projectConfig }: BaseTask, projectPath: string): string {
  return `${projectId}\0${projectPath}\0${projectConfig ? JSON.stringify(projectConfig) : ''}`;
}

async function askAbout(checkout: Checkout, host: NodeJS.ProcessEnv): Promise<CheckoutState> {
  const [origin, safeDirectory] = await Promise.all([
    readOrigin(checkout, host),
    findSafeDirectory(checkout, host),
  ]);
  return { ...origin, safeDirectory };
}
