import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BaseTask,
  type CachedTask,
  createMasker,
  type Masker,
  resolveHomeFolder,
  resolveProjectPath,
  type SectionDeclaration,
  type Task,
} from '@poppobuilder/core';
import {
  findSecrets,
  permitsSecret,
  type ProjectSettings,
  SettingsCache,
  type SettingsHost,
} from '@poppobuilder/core/runner-kit';
import { cacheKey } from './cache-key.ts';
import { digestFiles } from './files/digest-files.ts';
import type { ResultCacheOptions } from './result-cache-options.ts';
import { SkipCache } from './skip-cache.ts';

/** What one task's result depends on, as it is now. */
export interface Fingerprint {
  readonly key: string;
  /** Another one when a declared file was written meanwhile. */
  readonly stamp: string;
  /** Knows every secret of the project and of the task. */
  readonly masker: Masker;
}

type FingerprintOptions = Pick<
  ResultCacheOptions,
  'folder' | 'environment' | 'homeFolder' | 'projectConfig' | 'allowedRoots' | 'pluginVersions'
>;

/** Takes fingerprints of tasks. */
export class Fingerprints {
  readonly #options: FingerprintOptions;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #host: Omit<SettingsHost, 'sections'>;
  /** Settings as one runner resolves them; another one may know other sections. */
  #known: { readonly sections: readonly SectionDeclaration[]; readonly settings: SettingsCache } | undefined;

  constructor(options: FingerprintOptions) {
    this.#options = options;
    this.#environment = { ...(options.environment ?? process.env) };
    const homeFolder = options.homeFolder ?? resolveHomeFolder(this.#environment);
    const { projectConfig } = options;
    this.#host = { environment: this.#environment, homeFolder, workerId: 'cache', projectConfig };
  }

  /**
   * Rejects with a `TaskError` for a project or a configuration that a runner refuses, and with `SkipCache` when a
   * declared file cannot be read or the version of the plugin is not known; with the signal's reason once that has aborted.
   */
  async take(
    task: Task | BaseTask,
    { handler, input, files, environment, sections }: CachedTask,
    signal?: AbortSignal,
  ): Promise<Fingerprint> {
    const { allowedRoots } = this.#options;
    const projectPath = resolveProjectPath(task.projectPath, allowedRoots);
    const settings = await this.#settingsWith(sections).get(task, { projectPath });
    const variables = this.#variables(environment, settings);
    const gitFolder = await this.#gitFolder();
    const { digests, stamp } = await digestFiles(projectPath, files, { gitFolder, signal });
    const { type, version, plugin = '', granted } = handler;
    const key = cacheKey({
      type,
      version,
      plugin,
      pluginVersion: this.#versionOf(plugin),
      projectId: task.projectId,
      projectPath,
      origin: settings.origin,
      input,
      files: digests,
      environment: variables,
      config: settings.config,
      sections: settings.sections,
      secrets: Object.entries(settings.secrets).filter(([name]) => permitsSecret(granted, name)),
    });
    const secrets = [...settings.secretTexts, ...findSecrets([task, variables]).texts];
    return { key, stamp, masker: createMasker(secrets) };
  }

  /** The runner checks sections itself. */
  #settingsWith(sections: readonly SectionDeclaration[]): SettingsCache {
    if (this.#known?.sections !== sections) {
      const settings = new SettingsCache({
        ...this.#host,
        sections: { declarations: sections, check: () => [] },
      });
      this.#known = { sections, settings };
    }
    return this.#known.settings;
  }

  #versionOf(plugin: string): string | undefined {
    const { pluginVersions } = this.#options;
    const version = pluginVersions?.[plugin];
    if (pluginVersions === undefined || version !== undefined) return version;
    throw new SkipCache(`the version of its plugin "${plugin}" is not known`);
  }

  /** As the handler's context has them, and as this process does: a handler in this process can read those, too. */
  #variables(names: readonly string[], settings: ProjectSettings): Record<string, (string | null)[]> {
    const valuesOf = (name: string): (string | null)[] => [
      settings.environment[name] ?? null,
      this.#environment[name] ?? null,
    ];
    return Object.fromEntries(names.map((name) => [name, valuesOf(name)]));
  }

  async #gitFolder(): Promise<string> {
    const folder = join(this.#options.folder, 'git');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}
