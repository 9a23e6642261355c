import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A Node that published packages run on. */
export interface NodeBinary {
  readonly title: string;
  readonly path: string;
}

/** The oldest Node 22 that we support, Node 24, and the Node that runs the tests; those whose binaries are here. */
export const nodeBinaries: readonly NodeBinary[] = [
  { title: 'Node 22.13', path: binaryOf('node-22-oldest') },
  { title: 'Node 24', path: binaryOf('node-24') },
  { title: `Node ${process.versions.node.split('.')[0]}`, path: process.execPath },
].filter(({ path }) => existsSync(path));

function binaryOf(name: string): string {
  return join(fileURLToPath(new URL('../../node_modules', import.meta.url)), name, 'bin/node');
}
