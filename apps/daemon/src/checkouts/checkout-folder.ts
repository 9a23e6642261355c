import { join } from 'node:path';

/** Returns the folder of the checkout that the daemon clones for a project. */
export const checkoutFolder = (homeFolder: string, projectId: string): string =>
  join(homeFolder, 'repositories', projectId);
