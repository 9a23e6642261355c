import { TaskError } from '@poppobuilder/core';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  openEmbeddedPostgres,
} from '@poppobuilder/embedded-postgres';

/** Opens the Postgres of a folder, as `openEmbeddedPostgres` does, with errors of the engine. */
export async function openEmbeddedServer(folder: string): Promise<EmbeddedPostgres> {
  const server = await withTaskErrors(openEmbeddedPostgres({ folder }));
  return {
    get connection() {
      return server.connection;
    },
    get pid() {
      return server.pid;
    },
    ensureRunning: async () => withTaskErrors(server.ensureRunning()),
    close: async () => withTaskErrors(server.close()),
  };
}

async function withTaskErrors<T>(outcome: Promise<T>): Promise<T> {
  try {
    return await outcome;
  } catch (error) {
    if (!EmbeddedPostgresError.is(error)) throw error;
    const { code, message, retryable, cause } = error;
    throw new TaskError({ code, message, retryable, cause, component: 'EmbeddedPostgres' });
  }
}
