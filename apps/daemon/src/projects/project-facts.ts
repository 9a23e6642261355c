import type { HostSettings } from '@poppobuilder/core/runner-kit';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { Engine } from '@poppobuilder/engine';
import type { PluginDescription } from '@poppobuilder/worker-pool';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { resolveSettings, type ResolvedSettings } from './project-settings.ts';

/** When something was, and which task it became. */
export interface Occurrence {
  readonly at: Date;
  readonly taskId: string;
}

/** A trigger of a project, with what it received last. */
export interface TriggerFacts {
  readonly name: string;
  readonly lastDelivery?: Occurrence | undefined;
  readonly lastPoll?: Occurrence | undefined;
  readonly nextPoll?: Date | undefined;
}

/** Options of {@link ProjectFacts}. */
export interface ProjectFactsOptions extends Pick<HostSettings, 'environment' | 'homeFolder'> {
  readonly engine: Pick<Engine, 'schedules'>;
  readonly plugins: readonly PluginDescription[];
}

/** Knows what people want to know of a project. */
export class ProjectFacts {
  readonly #options: ProjectFactsOptions;
  readonly #deliveries = new Map<string, Occurrence>();

  constructor(options: ProjectFactsOptions) {
    this.#options = options;
  }

  /** Notes that a webhook became a task. */
  noteDelivery({ type, projectId }: { readonly type: string; readonly projectId: string }, id: string): void {
    this.#deliveries.set(`${type} ${projectId}`, { at: new Date(), taskId: id });
  }

  /** Returns the settings that are in force. */
  settings(id: string, project: ProjectConfiguration): ResolvedSettings {
    const { environment, homeFolder, plugins } = this.#options;
    const declarations = plugins.flatMap(({ sections }) => sections);
    return resolveSettings(id, project, { environment, homeFolder, sections: { declarations } });
  }

  /** Returns what the triggers of a project received. Rejects with `DATABASE_UNAVAILABLE`. */
  async triggers(id: string, project: ProjectConfiguration): Promise<readonly TriggerFacts[]> {
    const names = Object.keys(project.triggers);
    if (names.length === 0) return [];
    const schedules = await this.#options.engine.schedules.list();
    return names.map((name) => {
      const type = `${TRIGGER_PREFIX}${name}`;
      const polls = schedules.find((schedule) => schedule.id === `${type}/${id}`);
      return {
        name,
        lastDelivery: this.#deliveries.get(`${type} ${id}`),
        lastPoll: polls?.last,
        nextPoll: polls?.next[0],
      };
    });
  }
}
