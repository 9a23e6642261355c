import { readmeExample } from '../readme.ts';
import type { LocalRegistry } from './local-registry.ts';

/** Name of the plugin that core's README shows. */
export const LINT_PLUGIN = '@acme/poppobuilder-plugin-lint';

/** Publishes the plugin of core's README, as its author would. */
export async function publishLintPlugin(registry: LocalRegistry): Promise<void> {
  await registry.publishFiles({
    'index.js': readmeExample('packages/core', 'plugin'),
    'package.json': {
      name: LINT_PLUGIN,
      version: '1.0.0',
      type: 'module',
      exports: './index.js',
      peerDependencies: { '@poppobuilder/core': '>=0.1 <1', zod: '^4.0.0' },
      poppobuilder: { plugin: '.' },
    },
  });
}
