import { lstatSync, type Stats, statSync } from 'node:fs';

/** Where a project's settings come from. */
export interface SettingsPaths {
  readonly home: string;
  /** The folder inside the project that holds the other two. */
  readonly folder: string;
  readonly inProject: string;
  readonly credentials: string;
  /** Where the address of the checkout's `origin` comes from. */
  readonly git: readonly string[];
}

/** What the places of a project's settings looked like. */
export interface SettingsStamp {
  /**
   * Changes when one of the files is written, replaced, or gets another mode, and when a link takes the place of one or
   * of their folder.
   */
  readonly text: string;
  /** When a file of the folder was last made or taken away; absent while that is too recent to tell one from the next. */
  readonly folderTime: number | undefined;
  readonly inProject: string;
  readonly credentials: string;
}

/** Two changes of a folder within this time may leave the same time behind, in milliseconds. */
const TIME_STEP = 1_000;

/**
 * Looks at the places of a project's settings. Never throws. Most projects have neither file, and as long as none is made
 * in their folder there is nothing more to look at.
 *
 * @param last - what was seen there before
 */
export function stampOf(paths: SettingsPaths, last?: SettingsStamp): SettingsStamp {
  const { home, folder, inProject, credentials, git } = paths;
  const operator = [home, ...git].map((path) => stampOfFile(path, statSync)).join('|');
  const { stamp: inside, time } = stampOfPlace(folder);
  if (inside === NOTHING) return { text: operator, folderTime: undefined, inProject: '', credentials: '' };
  const isSame = last?.folderTime !== undefined && last.folderTime === time;
  const look = (path: string, before: string | undefined): string =>
    isSame && before === NOTHING ? NOTHING : stampOfFile(path, lstatSync);
  const files = {
    inProject: look(inProject, last?.inProject),
    credentials: look(credentials, last?.credentials),
  };
  const isSettled = time !== undefined && Date.now() - time > TIME_STEP;
  return {
    text: [operator, inside, files.inProject, files.credentials].join('|'),
    folderTime: isSettled ? time : undefined,
    ...files,
  };
}

const NOTHING = '';

type Look = (path: string, options: { throwIfNoEntry: false }) => Stats | undefined;

const stampOfFile = (path: string, look: Look): string =>
  describe(
    path,
    look,
    ({ ino, mtimeMs, ctimeMs, size, mode }) => `${ino},${mtimeMs},${ctimeMs},${size},${mode}`,
  );

/** The stamp is without times: those of a folder change with every file that is made in it. */
function stampOfPlace(path: string): { readonly stamp: string; readonly time: number | undefined } {
  let time: number | undefined;
  const stamp = describe(path, lstatSync, ({ ino, mode, mtimeMs }) => {
    time = mtimeMs;
    return `${ino},${mode}`;
  });
  return { stamp, time };
}

function describe(path: string, look: Look, show: (stats: Stats) => string): string {
  try {
    const stats = look(path, { throwIfNoEntry: false });
    return stats === undefined ? NOTHING : show(stats);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}
