import { fileURLToPath } from 'node:url';

/** Whether this runs from its sources: workers do too then. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** The file that workers start with: a bundle, which plugins share core and zod with. */
export const PROGRAM: string = fileURLToPath(
  new URL(FROM_SOURCE ? '../inside/start-worker.ts' : '../bundle/start-worker.js', import.meta.url),
);

/** Flags of Node that the program needs. */
export const PROGRAM_FLAGS: readonly string[] = FROM_SOURCE ? ['--conditions=@poppobuilder/source'] : [];

/** Whether a compile cache helps; what is compiled from sources is not kept. */
export const IS_CACHED: boolean = !FROM_SOURCE;
