import type { Plugin } from 'rolldown';

const VIRTUAL = '\0zod';

/**
 * Takes zod from core, where core is installed anyway: loading zod a second time, from its hundred files, costs more than
 * all of our own code.
 */
export const zodOfCore: Plugin = {
  name: 'zod-of-core',
  resolveId: { order: 'pre', filter: { id: /^zod$/ }, handler: () => VIRTUAL },
  load: {
    filter: { id: /^\0zod$/ },
    handler: () => ({ code: `export { z } from '@poppobuilder/core/runner-kit';`, map: { mappings: '' } }),
  },
};

/** Leaves out the locales of zod but the English one. */
export const zodWithoutLocales: Plugin = {
  name: 'zod-without-locales',
  load: {
    filter: { id: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ },
    handler: () => ({ code: `export { default as en } from './en.js';`, map: { mappings: '' } }),
  },
};
