import { fileURLToPath } from 'node:url';

/**
 * The file that workers start with: a bundle, which plugins share core and zod with. Only a build makes it, so where this
 * runs from its sources a build must have been.
 */
export const PROGRAM: string = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/bundle/start-worker.js' : '../bundle/start-worker.js',
    import.meta.url,
  ),
);
