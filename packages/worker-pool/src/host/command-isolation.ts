import type { ProjectSettings } from '@poppobuilder/core/runner-kit';
import type { CommandIsolation } from '../protocol/messages.ts';
import type { ChosenIsolation } from './choose-isolation.ts';
import type { ProjectFolders } from './project-folders.ts';

/** Whether the operator chose a HOME for the project's processes; on Windows there is none. */
export const keepsHome = ({ config }: ProjectSettings): boolean =>
  process.platform === 'win32' || config.environment?.['HOME'] !== undefined;

/** Returns how a worker with these folders starts commands. */
export function commandIsolation(
  isolation: ChosenIsolation,
  folders: ProjectFolders,
  isHomeChosen: boolean,
): CommandIsolation {
  const { home: common, secretHome: secret } = folders;
  const homes = isHomeChosen || secret === undefined ? undefined : { common, secret };
  if (isolation.mode === 'sandbox') {
    const { bwrap, innerProc } = isolation;
    const { coveredForCommands: covered, apartForCommands: apart, readableForCommands: readable } = folders;
    return {
      kind: 'sandbox',
      homes,
      bwrap,
      innerProc,
      covered,
      apart,
      readable,
      secretFolders: folders.secretFolders,
    };
  }
  return { kind: 'process', homes };
}
