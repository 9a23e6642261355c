import { existsSync } from 'node:fs';
import {
  homeFolders,
  isWide,
  type ProjectSettings,
  type SectionDeclaration,
  trustedEntries,
} from '@poppobuilder/core/runner-kit';
import { realPath } from '../sandbox/paths.ts';
import { sectionPaths } from './section-files.ts';
import type { ChosenIsolation } from './choose-isolation.ts';

/**
 * Returns the folders from which programs with secrets may be taken in a worker. A folder that is not there now, or is not
 * shown in a sandbox because it is as wide as /tmp, is none: a command could make it.
 */
export function trustedFolders(
  settings: ProjectSettings,
  sections: readonly SectionDeclaration[],
  { mode }: ChosenIsolation,
): string[] {
  const paths = [settings.environment['PATH'], ...sectionPaths(settings, sections)];
  const homes = homeFolders();
  return paths
    .flatMap((path) => trustedEntries(path))
    .filter((entry) => existsSync(entry) && (mode === 'process' || !isWide(realPath(entry) ?? entry, homes)));
}
