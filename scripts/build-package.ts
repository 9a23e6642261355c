import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePackage } from './bundling/bundle-package.ts';
import { pruneDeclarations } from './bundling/prune-declarations.ts';
import { runCommand } from './run-command.ts';
import type { Manifest } from './workspace.ts';

// The `build` script of each published package, started in its folder: code by rolldown, types by tsc.
const directory = process.cwd();
rmSync(join(directory, 'dist'), { recursive: true, force: true });
const [types] = await Promise.all([
  runCommand('tsc', ['-p', 'tsconfig.build.json', '--emitDeclarationOnly'], directory),
  bundlePackage(directory),
]);
process.stderr.write(types.output);
if (types.ok) {
  pruneDeclarations(directory, JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest);
} else {
  process.exitCode = 1;
}
