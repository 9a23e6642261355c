import { setImmediate } from 'node:timers/promises';
import type { Server } from './assemble-engine.ts';
import { parseEngineOptions } from './check-options.ts';
import { openEmbeddedServer } from './database/embedded-server.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { openFailure } from './open-failure.ts';
import { allSettled, Resources } from './resources.ts';
import { TaskChecker } from './submit/check-new-task.ts';

/**
 * Opens an engine: starts its Postgres or finds a running one, connects, and brings the schema up to date. When it rejects,
 * it leaves nothing behind: no connection, no server, no part of a schema.
 *
 * Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`, `COMPONENT_FAILED` (no Postgres for this platform, or the
 * database refuses what an engine needs), `PLUGIN_INVALID`.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  // Options are checked before anything is opened.
  const parsed = parseEngineOptions(options);
  const checker = new TaskChecker(parsed.plugins);
  const opened = new Resources();
  try {
    const opening = openServer(parsed, opened);
    opening.catch(() => undefined);
    // While Postgres starts in its own process, this one loads what it does not need before. Loading takes the thread that starts it.
    await setImmediate();
    const [server, { assembleEngine }] = await allSettled([opening, import('./assemble-engine.ts')]);
    return await assembleEngine({ options: parsed, checker, server, opened });
  } catch (error) {
    // The first error says more than one while closing.
    await opened.close().catch(() => undefined);
    throw openFailure(error);
  }
}

async function openServer({ database }: EngineOptions, opened: Resources): Promise<Server> {
  if ('url' in database) return { connection: { connectionString: database.url } };
  const server = await openEmbeddedServer(database.folder);
  opened.add(async () => server.close());
  return { connection: { ...server.connection }, restart: async () => server.ensureRunning() };
}
