import { relative } from 'node:path';
import type { PackageManager } from './package-manager.ts';

/** Returns what to say when a folder was created: the commands to go on with, in the words of the package manager. */
export function nextSteps(target: string, { name }: PackageManager): string {
  const folder = relative(process.cwd(), target);
  return `Created ${folder}. Go on with:

  cd ${folder}
  ${name} install
  ${name} test

README.md says how to try and how to publish it.`;
}
