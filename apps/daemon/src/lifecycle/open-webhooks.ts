import type { Engine } from '@poppobuilder/engine';
import type { PluginDescription } from '@poppobuilder/worker-pool';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectFacts } from '../projects/project-facts.ts';
import type { RepositoryNames } from '../projects/repository-names.ts';
import { submitTogether } from '../submit/submit-together.ts';
import type { DeliveryBursts } from '../webhooks/delivery-bursts.ts';
import { createWebhookReceiver, type WebhookReceiver } from '../webhooks/webhook-receiver.ts';

/** What {@link openWebhooks} needs. */
export interface WebhookParts {
  readonly engine: Engine;
  readonly plugins: readonly PluginDescription[];
  readonly repositories: RepositoryNames;
  readonly configuration: () => DaemonConfiguration;
  readonly environment: NodeJS.ProcessEnv;
  readonly projects: Pick<ProjectFacts, 'noteDelivery'>;
  readonly bursts: Pick<DeliveryBursts, 'note'>;
}

/** Returns what receives deliveries for the projects of the configuration. */
export function openWebhooks({
  engine,
  plugins,
  repositories,
  configuration,
  environment,
  projects,
  bursts,
}: WebhookParts): WebhookReceiver {
  const triggers = plugins.flatMap((plugin) => plugin.triggers);
  const submit = submitTogether(engine);
  const receive = createWebhookReceiver({
    triggers: () => triggers,
    projects: () =>
      Object.entries(configuration().projects).map(([id, { path, triggers: configured }]) => {
        const name = repositories.get(id);
        return { id, path, names: name === undefined ? [] : [name], triggers: configured };
      }),
    environment,
    submit: async (task, options) => {
      if (task.id !== undefined) bursts.note(task.id);
      const submitted = await submit(task, options);
      projects.noteDelivery(task, submitted.id);
      return submitted;
    },
  });
  return async (request) => {
    await repositories.refresh(configuration());
    return receive(request);
  };
}
