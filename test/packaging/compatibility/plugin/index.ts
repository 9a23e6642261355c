import {
  type ConfigSection,
  createServiceToken,
  defineConfigSection,
  definePlugin,
  defineService,
  defineTaskHandler,
  type Plugin,
  ProjectConfig,
  type ServiceToken,
  TaskError,
} from '@poppobuilder/core';
import { z } from 'zod';

/** Replaced when the plugin is built: several versions of it are installed side by side. */
declare const SUFFIX: string;

interface Greeter {
  greet(name: string): string;
}

const greetings: ConfigSection<{ word: string }> = defineConfigSection({
  name: `greetings${SUFFIX}`,
  schema: z.strictObject({ word: z.string().default('Hello') }),
  projectMaySet: ['word'],
});

const Greeter: ServiceToken<Greeter> = createServiceToken<Greeter>({
  id: `@acme/compatible${SUFFIX}/Greeter`,
  scope: 'task',
});

const greeter = defineService({
  token: Greeter,
  services: { config: ProjectConfig },
  create: ({ config }) => ({ greet: (name) => `${config.section(greetings).word}, ${name}!` }),
});

const greet = defineTaskHandler({
  type: `greet${SUFFIX}`,
  description: 'Greets somebody, by the word that the project has for it.',
  input: z.strictObject({ name: z.string().default('Anna') }),
  output: z.object({ greeting: z.string() }),
  services: { greeter: Greeter },
  handle({ name }, { logger, progress }, services) {
    if (name === '') throw new TaskError({ code: 'INVALID_TASK', message: 'Nobody is to be greeted.' });
    progress('execute', 'Greeting');
    logger.info({ name }, 'greets');
    return Promise.resolve({ success: true, greeting: services.greeter.greet(name) });
  },
});

const plugin: Plugin = definePlugin({
  name: `@acme/compatible${SUFFIX}`,
  apiVersion: 1,
  handlers: [greet],
  services: [greeter],
  configuration: [greetings],
});

export default plugin;
