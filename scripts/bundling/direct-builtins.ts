import { type Plugin, RolldownMagicString } from 'rolldown';

const IMPORT = /^import (\w+|\{[\w, ]+\}) from '(node:\w+)';$/gm;

/**
 * Lets packages that become part of a bundle take Node's modules directly. Importing them makes Node read all of their
 * properties, which loads streams, sockets and more: half of the time that `poppo --help` takes.
 */
export const directBuiltins: Plugin = {
  name: 'direct-builtins',
  transform: {
    filter: { id: /[\\/]node_modules[\\/]/, code: IMPORT },
    handler(code) {
      const edited = new RolldownMagicString(code);
      for (const { 0: whole, 1: binding = '', 2: id = '', index } of code.matchAll(IMPORT)) {
        edited.update(index, index + whole.length, declarationOf(binding, id));
      }
      return { code: edited.toString(), map: edited.generateMap({ hires: true }).toString() };
    },
  },
};

function declarationOf(binding: string, id: string): string {
  if (id === 'node:process' && binding === 'process') return '';
  const taken = `process.getBuiltinModule('${id}')`;
  if (id !== 'node:child_process') return `const ${binding} = ${taken};`;
  // It brings sockets along, and who prints a help text starts no process.
  return `const ${binding} = { spawn: (...args) => ${taken}.spawn(...args) };`;
}
