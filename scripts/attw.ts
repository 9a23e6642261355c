import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkPackage, createPackageFromTarballData, type ResolutionKind } from '@arethetypeswrong/core';

// Reports where the types of packed packages differ from what Node loads. All of them in one process: loading TypeScript
// takes longer than checking a package.

/** Resolutions that packages of modules alone do not support. */
const UNSUPPORTED: ReadonlySet<ResolutionKind> = new Set<ResolutionKind>(['node10', 'node16-cjs']);

for (const tarball of process.argv.slice(2)) {
  for (const problem of await problemsOf(tarball)) {
    console.error(`${basename(tarball)}: ${problem}`);
    process.exitCode = 1;
  }
}

async function problemsOf(tarball: string): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  if (analysis.types === false) return ['has no types'];
  return analysis.problems
    .filter((problem) => !('resolutionKind' in problem && UNSUPPORTED.has(problem.resolutionKind)))
    .map((problem) => JSON.stringify(problem));
}
