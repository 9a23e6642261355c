import { pathToFileURL } from 'node:url';

/** Returns the URL of a module that is given by its URL or path. */
export function moduleUrl(module: URL | string): string {
  return module instanceof URL || module.startsWith('file:') ? String(module) : pathToFileURL(module).href;
}
