export { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres.ts';
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error.ts';
export type { EmbeddedPostgresOptions } from './options.ts';
export type { ServerConnection } from './server/server-connection.ts';
