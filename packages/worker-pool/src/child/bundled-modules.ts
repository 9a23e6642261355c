/** A module that the worker's bundle holds. */
export interface BundledModule {
  /** What a plugin imports it by, such as `zod/v4`. */
  readonly specifier: string;
  readonly packageName: string;
  /** The version of the package that was bundled. */
  readonly version: string;
  /** The file of the bundle, relative to the worker's own. */
  readonly file: string;
}

/** The modules of the bundle this runs in. Empty in the source; `scripts/bundle-worker.ts` puts its own list in place. */
export const bundledModules: readonly BundledModule[] = [];
