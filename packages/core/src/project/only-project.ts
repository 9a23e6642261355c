import { TaskError } from '../errors/task-error.ts';
import type { Scope } from '../services/service-scope.ts';
import type { ServiceRegistry } from '../services/service-registry.ts';
import type { BaseTask } from '../task/task.ts';
import type { ProjectFolder } from './project-path.ts';
import { type OpenProject, openScope, type Projects } from './project-scopes.ts';
import type { ProjectSettings } from './project-settings.ts';

/** The one project of an executor that was handed its settings: it reads neither files nor the environment. */
export class OnlyProject implements Projects {
  readonly #project: OpenProject;

  constructor(settings: ProjectSettings, registry: ServiceRegistry, root: Scope) {
    this.#project = openScope(settings, registry, root);
  }

  locate({ projectId, projectPath }: BaseTask): ProjectFolder {
    const { settings } = this.#project;
    if (projectId === settings.projectId && projectPath === settings.projectPath) return { projectPath };
    const message = `This executor works for project ${settings.projectId} in ${settings.projectPath} alone.`;
    throw new TaskError({ code: 'INVALID_PROJECT_PATH', message });
  }

  check(): void {
    // Whoever resolved the settings has checked them.
  }

  acquire(): OpenProject {
    return this.#project;
  }

  release(): void {
    // It stays open until the executor closes.
  }

  redact(text: string): string {
    return this.#project.settings.masker.text(text);
  }

  async close(): Promise<void> {
    await this.#project.scope.dispose();
  }
}
