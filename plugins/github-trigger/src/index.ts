import { definePlugin, defineTrigger, Logger, type Plugin, StateStore, TaskError } from '@poppobuilder/core';
import { Authors, GitHub, issuesConfig } from '@poppobuilder/github';
import { configuration } from './configuration.ts';
import { handlePoll } from './poll/handle-poll.ts';
import { Reader } from './reader.ts';
import { EVENTS, handleWebhook } from './webhook/handle-webhook.ts';

export type { GitHubTriggerConfig } from './configuration.ts';

const TEN_MINUTES = 600_000;

/** An event that takes longer is handled again later, so that a slot is free for other projects. In milliseconds. */
const TIMEOUT = 180_000;

const github = defineTrigger({
  type: 'github',
  description: 'Turns what happens on issues and pull requests of GitHub into tasks.',
  configuration,
  permissions: { network: true, secrets: ['github'] },
  services: { github: GitHub, authors: Authors, state: StateStore, logger: Logger },
  webhook: {
    route: 'github',
    signature: { scheme: 'github', secret: 'GITHUB_WEBHOOK_SECRET' },
    deliveryId: 'x-github-delivery',
    project: '/repository/full_name',
    events: { in: 'x-github-event', names: [...EVENTS] },
  },
  timeout: TIMEOUT,
  poll: { every: 60_000, option: 'poll', whenOff: TEN_MINUTES },
  async handle(event, { configuration: config, projectConfig, signal }, services) {
    const { github: client, authors } = services;
    const context = {
      config,
      issues: projectConfig.section(issuesConfig),
      reader: new Reader({ github: client, authors, signal }),
      state: services.state.namespace('@poppobuilder/plugin-github-trigger'),
    };
    try {
      if (event.kind === 'poll') {
        return await handlePoll({ ...context, github: client, signal }, event);
      }
      const { owner, repo } = client.repository();
      return await handleWebhook(context, `${owner}/${repo}`, event);
    } catch (error) {
      throw asDeferral(error);
    }
  },
});

/** An exhausted limit is waited for, however long it lasts. */
function asDeferral(error: unknown): unknown {
  if (!TaskError.is(error) || error.code !== 'RATE_LIMITED') return error;
  const { code, message, hint, retryAfter } = error;
  return new TaskError({ code, message, hint, retryAfter, deferred: true, cause: error });
}

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-github-trigger',
  apiVersion: 1,
  triggers: [github],
});

export default plugin;
