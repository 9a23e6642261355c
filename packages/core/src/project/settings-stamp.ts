import { lstatSync, type Stats, statSync } from 'node:fs';
import type { ProjectFolder } from './project-path.ts';

/** Where a project's settings come from. */
export interface SettingsPaths {
  readonly home: string;
  /** The folder inside the project that holds the other two. */
  readonly folder: string;
  readonly inProject: string;
  readonly credentials: string;
  /** What would make the project's folder a checkout of its own, where it is none. */
  readonly checkout: string | undefined;
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
  readonly project: FolderEntries<'folder' | 'checkout'>;
  readonly folder: FolderEntries<'inProject' | 'credentials'>;
}

/** Entries of a folder at a time. */
interface FolderEntries<Name extends string> {
  /** When an entry was last made or removed; absent while that is too recent to tell one change from the next. */
  readonly changedAt: number | undefined;
  readonly entries: Readonly<Record<Name, string>>;
  /** Whether there was none of them. */
  readonly isEmpty: boolean;
}

/** Two changes of a folder within this time may leave the same time behind, in milliseconds. */
const TIME_STEP = 1_000;

/**
 * Looks at the places of a project's settings. Never throws. Most projects have no such file: what was missing is not
 * looked for again as long as its folder has not changed.
 *
 * @param last - what was seen there before
 */
export function stampOf(
  paths: SettingsPaths,
  { changedAt }: ProjectFolder,
  last?: SettingsStamp,
): SettingsStamp {
  const { home, git, checkout } = paths;
  let folderTime: number | undefined;
  const project = lookAtEntries(changedAt, last?.project, {
    folder: () =>
      describe(paths.folder, lstatSync, (stats) => {
        folderTime = stats.ctimeMs;
        // Without times: those of a folder change with every file that is made in it.
        return `${stats.ino},${stats.mode}`;
      }),
    checkout: () => (checkout === undefined ? NOTHING : describe(checkout, statSync)),
  });
  const folder =
    project.entries.folder === NOTHING
      ? EMPTY
      : lookAtEntries(folderTime, last?.folder, {
          inProject: () => describe(paths.inProject, lstatSync),
          credentials: () => describe(paths.credentials, lstatSync),
        });
  const text = [
    describe(home, statSync),
    ...git.map((path) => describe(path, statSync)),
    project.entries.checkout,
    project.entries.folder,
    folder.entries.inProject,
    folder.entries.credentials,
  ].join('|');
  return { text, project, folder };
}

/** Looks at a folder's entries, but for those that were missing when it last changed. */
function lookAtEntries<Name extends string>(
  changedAt: number | undefined,
  last: FolderEntries<Name> | undefined,
  looks: Readonly<Record<Name, () => string>>,
): FolderEntries<Name> {
  const isSame = changedAt !== undefined && last?.changedAt === changedAt;
  if (isSame && last.isEmpty) return last;
  const entries = { ...last?.entries } as Record<Name, string>;
  let isEmpty = true;
  for (const name in looks) {
    if (!isSame || entries[name] !== NOTHING) entries[name] = looks[name]();
    isEmpty &&= entries[name] === NOTHING;
  }
  const isSettled = changedAt !== undefined && Date.now() - changedAt > TIME_STEP;
  return { changedAt: isSettled ? changedAt : undefined, entries, isEmpty };
}

const NOTHING = '';
const EMPTY: SettingsStamp['folder'] = {
  changedAt: undefined,
  entries: { inProject: NOTHING, credentials: NOTHING },
  isEmpty: true,
};

type Look = (path: string, options: { throwIfNoEntry: false }) => Stats | undefined;

const stateOf = ({ ino, mtimeMs, ctimeMs, size, mode }: Stats): string =>
  `${ino},${mtimeMs},${ctimeMs},${size},${mode}`;

/** Returns a text that changes when a file is written, replaced, or gets another mode; a link is followed. Never throws. */
export const stateOfFile = (path: string): string => describe(path, statSync);

function describe(path: string, look: Look, show: (stats: Stats) => string = stateOf): string {
  try {
    const stats = look(path, { throwIfNoEntry: false });
    return stats === undefined ? NOTHING : show(stats);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}
