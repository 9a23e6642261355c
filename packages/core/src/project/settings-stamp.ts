import { lstatSync, type Stats, statSync } from 'node:fs';

/** Where a project's settings come from. */
export interface SettingsPaths {
  readonly home: string;
  /** The folder inside the project that holds the other two. */
  readonly folder: string;
  readonly inProject: string;
  readonly credentials: string;
}

/**
 * Changes when one of the files is written, replaced, or gets another mode, and when a link takes the place of one or of
 * their folder. Never throws. Most projects have no `.poppo` at all.
 */
export function stampOf({ home, folder, inProject, credentials }: SettingsPaths): string {
  const operator = stampOfFile(home, statSync);
  const inside = stampOfPlace(folder);
  if (inside === NOTHING) return operator;
  return [operator, inside, stampOfFile(inProject, lstatSync), stampOfFile(credentials, lstatSync)].join('|');
}

const NOTHING = '';

type Look = (path: string, options: { throwIfNoEntry: false }) => Stats | undefined;

const stampOfFile = (path: string, look: Look): string =>
  describe(
    path,
    look,
    ({ ino, mtimeMs, ctimeMs, size, mode }) => `${ino},${mtimeMs},${ctimeMs},${size},${mode}`,
  );

/** Without times: those of a folder change with every file that is made in it. */
const stampOfPlace = (path: string): string => describe(path, lstatSync, ({ ino, mode }) => `${ino},${mode}`);

function describe(path: string, look: Look, show: (stats: Stats) => string): string {
  try {
    const stats = look(path, { throwIfNoEntry: false });
    return stats === undefined ? NOTHING : show(stats);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}
