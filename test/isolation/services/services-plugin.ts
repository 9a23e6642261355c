import {
  CommandRunner,
  createServiceToken,
  definePlugin,
  defineService,
  defineTaskHandler,
  type Plugin,
  type ServiceToken,
} from '@poppobuilder/core';
import { z } from 'zod';

interface Deploy {
  readonly key: string | undefined;
}

const Deploy: ServiceToken<Deploy> = createServiceToken<Deploy>({
  id: '@poppobuilder/test/Deploy',
  scope: 'project',
});

const deploy = defineService({
  token: Deploy,
  secrets: ['deploy'],
  create: (_services, { secrets }) => ({ key: typeof secrets['deploy'] === 'string' ? 'has it' : undefined }),
});

const state = defineTaskHandler({
  type: 'services-state',
  description: 'Counts its runs in the state of the project.',
  input: z.strictObject({}),
  output: z.object({ runs: z.json() }),
  async handle(_task, { components }) {
    const namespace = components.state.namespace('test');
    const runs = await namespace.update('runs', (old) => (typeof old === 'number' ? old : 0) + 1);
    return { success: true, runs: runs ?? null };
  },
});

const talk = defineTaskHandler({
  type: 'services-talk',
  description: 'Says something in every way there is.',
  input: z.strictObject({ secret: z.string() }),
  output: z.looseObject({}),
  async handle({ secret }, { logger, progress }) {
    logger.info({ secret, count: 3 }, `logged ${secret}`);
    progress('execute', `progressed ${secret}`, { secret });
    console.log(`printed ${secret}`);
    return { success: true };
  },
});

const spill = defineTaskHandler({
  type: 'services-spill',
  description: 'Runs a command that writes more than is kept.',
  input: z.strictObject({}),
  output: z.object({ truncated: z.boolean(), outputFile: z.string() }),
  permissions: { commands: true, files: 'project' },
  services: { commands: CommandRunner },
  async handle(_task, _context, { commands }) {
    const line = 'i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i + 1)); done';
    const result = await commands.run(line, [], { shell: true, maxOutputBytes: 1_000, log: false });
    return { success: true, truncated: result.truncated, outputFile: result.outputFile ?? '' };
  },
});

const declared = defineTaskHandler({
  type: 'services-declared',
  description: 'Uses a service whose secret it declared.',
  input: z.strictObject({}),
  output: z.object({ key: z.string(), credentials: z.array(z.string()) }),
  permissions: { secrets: ['deploy'] },
  services: { deploy: Deploy },
  async handle(_task, { credentials }, services) {
    return { success: true, key: services.deploy.key ?? 'nothing', credentials: Object.keys(credentials) };
  },
});

const undeclared = defineTaskHandler({
  type: 'services-undeclared',
  description: 'Uses a service whose secret it did not declare.',
  input: z.strictObject({}),
  output: z.looseObject({}),
  services: { deploy: Deploy },
  async handle(_task, _context, services) {
    return { success: true, key: services.deploy.key };
  },
});

const config = defineTaskHandler({
  type: 'services-config',
  description: 'Gives back the configuration that it sees.',
  input: z.strictObject({}),
  output: z.looseObject({}),
  async handle(task, { projectConfig }) {
    return { success: true, seen: JSON.stringify([task, projectConfig]) };
  },
});

const exitWhenStopped = defineTaskHandler({
  type: 'services-exit-when-stopped',
  description: 'Ends its worker when it is asked to stop.',
  input: z.strictObject({}),
  output: z.looseObject({}),
  async handle(_task, { signal, progress }) {
    signal.addEventListener('abort', () => process.exit(3));
    progress('waiting', 'waits');
    await new Promise<never>(() => undefined);
    return { success: true };
  },
});

const chatter = defineTaskHandler({
  type: 'services-chatter',
  description: 'Goes on printing when it has ended.',
  input: z.strictObject({}),
  output: z.looseObject({}),
  async handle() {
    setInterval(() => console.log('still here'), 1);
    return { success: true };
  },
});

/** Handlers that use what a worker offers in its own way. */
const plugin: Plugin = definePlugin({
  name: '@poppobuilder/test-services',
  apiVersion: 1,
  handlers: [state, talk, spill, declared, undeclared, config, exitWhenStopped, chatter],
  services: [deploy],
});

export default plugin;
