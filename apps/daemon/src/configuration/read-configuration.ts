import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { loadConfig } from 'c12';

/** What `import { defineConfig } from 'poppobuilder'` is in a configuration, wherever the package is installed. */
const DEFINE_CONFIG = fileURLToPath(new URL('./define-config.ts', import.meta.url));

/**
 * Returns what a configuration exports. A `.ts` or `.js` file is the operator's own code, and runs in this process. Rejects
 * with `INVALID_CONFIG` when it cannot be read or throws.
 */
export async function readConfiguration(file: string): Promise<unknown> {
  try {
    const { layers = [] } = await loadConfig({
      name: 'poppobuilder',
      cwd: dirname(file),
      configFile: basename(file),
      configFileRequired: true,
      envName: false,
      rcFile: false,
      globalRc: false,
      dotenv: false,
      packageJson: false,
      extend: false,
      giget: false,
      // Nothing is read from or written to shared temporary folders.
      jitiOptions: { fsCache: false, alias: { poppobuilder: DEFINE_CONFIG } },
    });
    const [main] = layers;
    return main?.config;
  } catch (cause) {
    const message = `${file} cannot be read: ${reasonOf(cause)}`;
    throw new TaskError({ code: 'INVALID_CONFIG', message: message.replace(/\.?$/, '.'), cause });
  }
}
