import { dirname, join } from 'node:path';
import { type Plugin, RolldownMagicString } from 'rolldown';

const URL_OF_MODULE = /new URL\(\s*'(\.{1,2}\/[^']+\.ts)',\s*import\.meta\.url,?\s*\)/g;

/** Builds what a source names by `new URL('./module.ts', import.meta.url)` as a file of its own, and names that. */
export function modulesByUrl(): Plugin {
  return {
    name: 'modules-by-url',
    transform: {
      filter: { id: /\/src\/.*\.ts$/, code: URL_OF_MODULE },
      handler(code, id) {
        const edited = new RolldownMagicString(code);
        for (const { 0: whole, 1: module = '', index } of code.matchAll(URL_OF_MODULE)) {
          const file = join(dirname(id), module);
          const name = file.slice(file.lastIndexOf('/src/') + '/src/'.length, -'.ts'.length);
          const reference = this.emitFile({ type: 'chunk', id: file, name, preserveSignature: 'strict' });
          edited.update(index, index + whole.length, `new URL(import.meta.ROLLUP_FILE_URL_${reference})`);
        }
        return { code: edited.toString(), map: edited.generateMap({ hires: true }).toString() };
      },
    },
  };
}
