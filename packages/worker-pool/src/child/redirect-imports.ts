import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import type { BundledModule } from './bundled-modules.ts';

/**
 * Shares this process's own copies of core and zod, which are loaded already, with the plugins that it loads: what they
 * import by name comes from the bundle when the package they would get has the version that was bundled. Otherwise, and
 * on a Node without `module.registerHooks`, they load their own; tokens and errors of two copies agree.
 *
 * @param place - URL of a file that lies beside those of the bundle
 */
export function redirectImports(bundled: readonly BundledModule[], place: string): void {
  if (bundled.length === 0 || typeof nodeModule.registerHooks !== 'function') return;
  const targets = new Map(bundled.map((module) => [module.specifier, module]));
  const versions = new Map<string, string | undefined>();
  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      const own = nextResolve(specifier, context);
      const target = targets.get(specifier);
      if (target === undefined || findVersion(target.packageName, own.url, versions) !== target.version)
        return own;
      return { url: new URL(target.file, place).href, format: 'module', shortCircuit: true };
    },
  });
}

/** The version of the package that a module lies in. A folder is looked at once. */
function findVersion(
  packageName: string,
  moduleUrl: string,
  versions: Map<string, string | undefined>,
): string | undefined {
  let folder = new URL('.', moduleUrl);
  for (;;) {
    const key = `${packageName} ${folder.href}`;
    if (!versions.has(key)) versions.set(key, readVersion(packageName, folder));
    const version = versions.get(key);
    const above = new URL('..', folder);
    if (version !== undefined || above.href === folder.href) return version;
    folder = above;
  }
}

/** The version in a folder's package.json, when it is that of the package: folders inside may have one too. */
function readVersion(packageName: string, folder: URL): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
      readonly name?: unknown;
      readonly version?: unknown;
    };
    const { name, version } = manifest;
    return name === packageName && typeof version === 'string' ? version : undefined;
  } catch {
    // There is none, or it may not be read.
    return undefined;
  }
}
