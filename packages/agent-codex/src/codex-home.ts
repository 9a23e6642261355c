import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listSessionFiles, sessionFileName } from './usage/session-file.ts';

/** The folders of the CLI in one run. */
export interface CodexHome extends AsyncDisposable {
  /** Absolute path of its settings and state, for `CODEX_HOME`. */
  readonly path: string;
  /** Where sessions are recorded. */
  readonly sessions: string;
  /** For temporary files, also of the commands that it runs. */
  readonly temporary: string;
}

/** Where the folders of a run are made. */
export interface HomePlace {
  /** Absolute path of the folder in which sessions are kept. */
  readonly folder: string;
  /** The folder that the operator has named: its settings and login count, and are kept. */
  readonly named: string | undefined;
  readonly temporary: string;
  /** The session to continue. */
  readonly sessionId: string | undefined;
}

const PREFIX = 'run-';
/** Name of the folder with sessions in a home. */
export const SESSIONS = 'sessions';

/** After this time, the home of a run whose host was killed is removed: a week. In milliseconds. */
const MAX_AGE = 7 * 24 * 3_600_000;

/**
 * Makes the folders of one run. Unless the operator names its home, it is of this run alone, and only the session is taken
 * over and kept: nothing else that one task makes the CLI remember (settings, rules, trust, memories) reaches another.
 */
export async function openHome({ folder, named, temporary, sessionId }: HomePlace): Promise<CodexHome> {
  const path = named ?? (await makeHome(folder, sessionId));
  const sessions = join(path, SESSIONS);
  await mkdir(sessions, { recursive: true, mode: 0o700 });
  const made = await mkdtemp(join(temporary, 'poppobuilder-agent-'));
  return {
    path,
    sessions,
    temporary: made,
    [Symbol.asyncDispose]: async () => {
      await remove(made);
      if (named !== undefined) return;
      await moveSessions(sessions, join(folder, SESSIONS));
      await remove(path);
    },
  };
}

async function makeHome(folder: string, sessionId: string | undefined): Promise<string> {
  const kept = join(folder, SESSIONS);
  await mkdir(kept, { recursive: true, mode: 0o700 });
  const [path] = await Promise.all([mkdtemp(join(folder, PREFIX)), removeOld(folder)]);
  const wanted = sessionId === undefined ? undefined : sessionFileName(sessionId);
  const file = (await listSessionFiles(kept)).find((name) => wanted !== undefined && name.endsWith(wanted));
  if (file !== undefined) await copyTo(join(kept, file), join(path, SESSIONS, file));
  return path;
}

async function copyTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
}

async function moveSessions(from: string, to: string): Promise<void> {
  for (const file of await listSessionFiles(from)) {
    await mkdir(dirname(join(to, file)), { recursive: true, mode: 0o700 });
    await rename(join(from, file), join(to, file));
  }
}

async function removeOld(folder: string): Promise<void> {
  const oldest = Date.now() - MAX_AGE;
  const names = (await readdir(folder)).filter((name) => name.startsWith(PREFIX));
  const removing = names.map(async (name) => {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < oldest) await remove(path);
  });
  // Another run may remove the same one.
  await Promise.allSettled(removing);
}

const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
