import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolveHomeFolder, TaskError } from '@poppobuilder/core';
import { createEngine, type Engine, type EngineDatabase } from '@poppobuilder/engine';

/** Milliseconds for which somebody at a terminal waits for a database that does not answer. */
const DATABASE_TIMEOUT = 5_000;

/** Returns the database: `--database`, else `DATABASE_URL`, else a folder in PoppoBuilder's home. */
export function databaseOf(
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): EngineDatabase {
  const url = given ?? environment['DATABASE_URL'] ?? '';
  if (url === '' && given === undefined) return { folder: join(resolveHomeFolder(environment), 'database') };
  if (/^postgres(ql)?:\/\//.test(url)) return { url };
  const name = given === undefined ? 'DATABASE_URL' : 'The value of --database';
  const message = `${name} is not a Postgres URL. Use one such as postgresql://user@host/database.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}

/** Opens the engine of a database without plugins, so it cannot submit tasks. Rejects as `createEngine()` does. */
export async function openEngine(database: EngineDatabase): Promise<Engine> {
  if ('folder' in database) grantServerAccess(join(database.folder, '..'));
  return createEngine({ database, plugins: [], databaseTimeout: DATABASE_TIMEOUT });
}

/** Grants access to Postgres, which another user runs when we are root: it must be able to enter our home, but not list it. */
function grantServerAccess(homeFolder: string): void {
  if (process.getuid?.() !== 0) return;
  mkdirSync(homeFolder, { recursive: true, mode: 0o711 });
  const { mode, uid } = statSync(homeFolder);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(homeFolder, (mode & 0o7777) | 0o011);
}
