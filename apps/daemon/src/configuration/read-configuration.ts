import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { JitiOptions } from 'jiti';

/** What `import { defineConfig } from 'poppobuilder'` is in a configuration, wherever the package is installed. */
const DEFINE_CONFIG = fileURLToPath(new URL('./define-config.ts', import.meta.url));

/** Nothing is read from or written to shared temporary folders. */
const JITI: JitiOptions = { fsCache: false, moduleCache: false, alias: { poppobuilder: DEFINE_CONFIG } };

/**
 * Returns what a configuration exports. A `.ts` or `.js` file is the operator's own code, and runs in this process. Rejects
 * with `INVALID_CONFIG` when it cannot be read or throws.
 */
export async function readConfiguration(file: string): Promise<unknown> {
  try {
    // What Node imports itself stays in its cache.
    if (extname(file) === '.json') return JSON.parse(await readFile(file, 'utf8')) as unknown;
    if (extname(file) === '.mjs') return await evaluate(file);
    const { loadConfig } = await import('c12');
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
      jitiOptions: JITI,
    });
    const [main] = layers;
    return main?.config;
  } catch (cause) {
    const message = `${file} cannot be read: ${reasonOf(cause)}`;
    throw new TaskError({ code: 'INVALID_CONFIG', message: message.replace(/\.?$/, '.'), cause });
  }
}

/** Evaluates a module as it is now; Node would import it only once. */
async function evaluate(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(file, JITI);
  const source = await readFile(file, 'utf8');
  const options = { filename: file, id: file, ext: '.mts', async: true, forceTranspile: true };
  const module = (await jiti.evalModule(source, options)) as { readonly default?: unknown };
  return typeof module.default === 'function' ? await (module.default as () => unknown)() : module.default;
}
