import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the project's `.poppo` folder, with a `.gitignore` that keeps all but `config.json` out of git. Gives its path. */
export function ensureDataFolder(projectPath: string): string {
  const folder = join(projectPath, '.poppo');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n!config.json\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return folder;
}
