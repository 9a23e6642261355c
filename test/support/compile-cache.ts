import { fileURLToPath } from 'node:url';

/** Where processes that tests start from TypeScript find their code compiled; one that is killed has to flush it itself. */
export const COMPILE_CACHE: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/poppobuilder-tests', import.meta.url)),
};
