import { WorkerPool as PlainWorkerPool, type WorkerPoolOptions } from '@poppobuilder/worker-pool';
import { BUILT_IN_NAMES } from './built-in-names.ts';
import { withPlugins } from './with-plugins.ts';

/** Runs tasks in isolated worker processes with the built-in and the given plugins. */
export class WorkerPool extends PlainWorkerPool {
  /** Throws `INVALID_CONFIG` for invalid options, and `PLUGIN_INVALID` for plugins that are not found. */
  constructor(options: WorkerPoolOptions = {}) {
    const builtIn = BUILT_IN_NAMES.map((name) => import.meta.resolve(name));
    super(
      withPlugins(options, (plugins) => [
        ...builtIn,
        ...plugins.filter((plugin) => !BUILT_IN_NAMES.includes(plugin)),
      ]),
    );
  }
}
