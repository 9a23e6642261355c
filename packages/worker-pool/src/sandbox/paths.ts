import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** The real path, or `undefined` when there is nothing. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** How many folders lie above a normalised absolute path: `/` has 0, `/usr/bin` has 2. */
export const depthOf = (path: string): number => path.split(sep).filter(Boolean).length;
