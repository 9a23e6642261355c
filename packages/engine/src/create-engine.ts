import type { Server } from './assemble-engine.ts';
import { parseEngineOptions } from './check-options.ts';
import { openEmbeddedServer } from './database/embedded-server.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { openFailure } from './open-failure.ts';
import { allSettled, Resources } from './resources.ts';
import { TaskChecker } from './submit/check-new-task.ts';

/**
 * Opens an engine: starts or finds its Postgres, brings the schema up to date, and connects. When it rejects, nothing of
 * it is left: no connection, no server, no part of a schema.
 *
 * Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`, `COMPONENT_FAILED` (no Postgres for this platform, or the
 * database refuses what an engine needs), `PLUGIN_INVALID`.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  // All that can be wrong with the options is found before anything is opened.
  const given = parseEngineOptions(options);
  const checker = new TaskChecker(given.plugins);
  const opened = new Resources();
  try {
    // Postgres is another process: while it starts, this one loads all that it does not need before.
    const [server, { assembleEngine }] = await allSettled([
      openServer(given, opened),
      import('./assemble-engine.ts'),
    ]);
    return await assembleEngine({ options: given, checker, server, opened });
  } catch (error) {
    // Why it was not opened says more than what closing it met.
    await opened.close().catch(() => undefined);
    throw openFailure(error);
  }
}

async function openServer({ database }: EngineOptions, opened: Resources): Promise<Server> {
  if ('url' in database) return { connection: { connectionString: database.url } };
  const server = await openEmbeddedServer(database.folder);
  opened.add(async () => server.close());
  return { connection: { ...server.connection }, revive: async () => server.ensureRunning() };
}
