import { agentSubmission, type AgentSubmission } from '@poppobuilder/agent';
import type { NewTask } from '@poppobuilder/engine';
import type { PluginDescription } from '@poppobuilder/worker-pool';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** Where the accounts of agents are looked for. */
export interface AgentAccountsOptions {
  readonly homeFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly configuration: () => DaemonConfiguration;
}

/** Knows which account the agent of a task will use, so that the task waits while that account is at its limit. */
export class AgentAccounts {
  readonly #options: AgentAccountsOptions;
  #plugins: readonly PluginDescription[] = [];

  constructor(options: AgentAccountsOptions) {
    this.#options = options;
  }

  /** The plugins whose handlers may use agents. */
  set plugins(plugins: readonly PluginDescription[]) {
    this.#plugins = plugins;
  }

  /** Returns what a submission of the task adds. Nothing for a task without an agent. */
  of(task: NewTask): AgentSubmission {
    const handler = this.#plugins.flatMap(({ handlers }) => handlers).find(({ type }) => type === task.type);
    if (handler === undefined) return { holdKeys: [] };
    const { homeFolder, environment, configuration } = this.#options;
    const { projects } = configuration();
    const sections = Object.hasOwn(projects, task.projectId) ? projects[task.projectId]?.sections : undefined;
    return agentSubmission(
      { ...task, id: task.id ?? 'new', projectConfig: { ...sections, ...task.projectConfig } },
      {
        permissions: handler.granted,
        homeFolder,
        environment,
        sections: this.#plugins.flatMap((plugin) => plugin.sections),
      },
    );
  }
}
