import type { Server } from './assemble-engine.ts';
import { checkEngineOptions } from './check-options.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { openEmbeddedPostgres } from './postgres/embedded-postgres.ts';
import { Resources } from './resources.ts';

/**
 * Opens an engine: starts or finds its Postgres, brings the schema up to date, and connects.
 *
 * Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`, `COMPONENT_FAILED` (no Postgres for this platform),
 * `PLUGIN_INVALID`.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  checkEngineOptions(options);
  const opened = new Resources();
  try {
    // Postgres is another process: while it starts, this one loads all that it does not need before.
    const [server, { assembleEngine }] = await Promise.all([
      openServer(options, opened),
      import('./assemble-engine.ts'),
    ]);
    return await assembleEngine(options, server, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openServer({ database }: EngineOptions, opened: Resources): Promise<Server> {
  if ('url' in database) return { connection: { connectionString: database.url } };
  const server = await openEmbeddedPostgres({ folder: database.folder });
  opened.add(async () => server.close());
  return { connection: { ...server.connection }, revive: async () => server.ensureRunning() };
}
