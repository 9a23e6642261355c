import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '@poppobuilder/embedded-postgres';
import type { EngineDatabase } from '@poppobuilder/engine';
import { Client, type ClientConfig } from 'pg';
import { makeHome } from '../lifecycle/make-home.ts';
import type { OtherClock } from './check-clock.ts';
import { broken, fine, type Outcome } from './finding.ts';

/** In milliseconds. */
const TIMEOUT = 20_000;

/** Connects to the database as the daemon does. Without data yet, an embedded one is tried in a folder that is removed afterwards. */
export async function checkPostgres(
  database: EngineDatabase,
  homeFolder: string,
  onClock: (clock: OtherClock) => void,
): Promise<Outcome> {
  if ('url' in database) return ask({ connectionString: database.url }, 'external', onClock);
  if (existsSync(database.folder)) return tryFolder(database.folder, onClock);
  makeHome(homeFolder);
  const folder = await mkdtemp(join(homeFolder, 'doctor-'));
  try {
    // When we are root, the server's user has to enter it.
    await chmod(folder, 0o711);
    return await tryFolder(join(folder, 'database'), onClock);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryFolder(folder: string, onClock: (clock: OtherClock) => void): Promise<Outcome> {
  const server = await openEmbeddedPostgres({ folder });
  try {
    return await ask({ ...server.connection }, 'embedded', onClock);
  } finally {
    await server.close();
  }
}

interface Answer {
  readonly version: string;
  readonly may_create: boolean;
  readonly now: Date;
}

async function ask(
  connection: ClientConfig,
  kind: 'external' | 'embedded',
  onClock: (clock: OtherClock) => void,
): Promise<Outcome> {
  const client = new Client({ ...connection, connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT });
  // An error of an idle connection would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const asked = Date.now();
    const { rows } = await client.query<Answer>(
      `SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
         has_database_privilege(current_database(), 'CREATE') AS may_create`,
    );
    const [answer] = rows;
    if (answer === undefined) return broken('Postgres gave no answer.', 'Look into its log.');
    if (kind === 'external') onClock({ name: 'Postgres', ahead: answer.now.getTime() - asked });
    const message = `The ${kind} Postgres ${answer.version} answers`;
    if (answer.may_create) return fine(`${message}.`);
    return broken(
      `${message}, but its user may create no schema.`,
      'Grant it: GRANT CREATE ON DATABASE name TO user.',
    );
  } finally {
    await client.end();
  }
}
