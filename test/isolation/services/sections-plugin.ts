import {
  CommandRunner,
  defineConfigSection,
  definePlugin,
  defineTaskHandler,
  type Plugin,
  type TaskHandler,
} from '@poppobuilder/core';
import { z } from 'zod';

const lintConfig = defineConfigSection({
  name: 'lint',
  schema: z.strictObject({
    endpoint: z.string().default('https://lint.example'),
    max: z.int().default(100),
    token: z.record(z.string(), z.string()).optional(),
    ranIn: z
      .number()
      .optional()
      .transform(() => process.pid),
  }),
  projectMayNarrow: { max: (outer, inner) => Math.min(outer, inner) },
  secrets: [{ name: 'lint', sources: [{ from: 'variable', name: 'LINT_TOKEN' }], keys: ['token'] }],
  environment: ['LINT_CACHE'],
  sandbox: { folders: [{ name: 'lint', sharedBy: 'privilege', secret: 'lint' }] },
});

const lint = (type: string, secrets: string[]): TaskHandler =>
  defineTaskHandler({
    type,
    description: 'Returns what it has of its section.',
    input: z.strictObject({}),
    output: z.looseObject({}),
    permissions: { commands: true, files: 'read', secrets },
    services: { commands: CommandRunner },
    async handle(_task, { projectConfig, credentials }, { commands }) {
      const { stdout } = await commands.run('env');
      const { endpoint, max, token = {}, ranIn } = projectConfig.section(lintConfig);
      const variables = stdout.split('\n').filter((line) => line.startsWith('LINT'));
      return {
        success: true,
        endpoint,
        max,
        tokens: Object.keys(token),
        variables,
        secrets: Object.keys(credentials),
        isOwnProcess: ranIn === process.pid,
      };
    },
  });

const plugin: Plugin = definePlugin({
  name: 'sections-plugin',
  apiVersion: 1,
  handlers: [lint('lint', ['lint']), lint('lint-openly', [])],
  configuration: [lintConfig],
});

export default plugin;
