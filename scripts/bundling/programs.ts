import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** Builds `src/main.ts`, which a package's programs start: one file with all that runs before a command is chosen. */
export function programs(directory: string): Plugin {
  return {
    name: 'programs',
    buildStart() {
      const id = join(directory, 'src/main.ts');
      if (!existsSync(id)) return;
      // Nobody but our own programs imports it, so that commands may share what is in it.
      this.emitFile({ type: 'chunk', id, fileName: 'main.js', preserveSignature: 'allow-extension' });
    },
  };
}
