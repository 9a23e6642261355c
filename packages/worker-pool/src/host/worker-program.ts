import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const manifest = createRequire(import.meta.url).resolve('@poppobuilder/worker-pool/package.json');

/**
 * The file that workers start with: a bundle, which plugins share core and zod with. Only a build makes it, so where this
 * runs from its sources a build must have been.
 */
export const PROGRAM: string = join(dirname(manifest), 'dist/bundle/start-worker.js');
