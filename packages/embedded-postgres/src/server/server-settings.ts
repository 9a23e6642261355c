import { existsSync } from 'node:fs';
import { PORT } from './probe-server.ts';

/** What makes the server small, local and durable. They are given at each start, so no file of an older release counts. */
const SETTINGS: Readonly<Record<string, string | number>> = {
  // Nothing but our own processes may reach it.
  listen_addresses: '',
  port: PORT,
  unix_socket_permissions: '0700',
  max_connections: 100,
  ssl: 'off',
  // What was acknowledged is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Nobody replicates it.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_logical_replication_workers: 0,
  // Recovery reads at most this.
  max_wal_size: '512MB',
  min_wal_size: '80MB',
  // Small while idle: no processes that wait, no code that is compiled.
  shared_buffers: '64MB',
  huge_pages: 'off',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: 0,
  max_parallel_maintenance_workers: 0,
  autovacuum: 'on',
  // Values of a task belong in no log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/** The arguments of a server: its data folder, its socket's folder and all settings. */
export function serverArguments(data: string, socketFolder: string): string[] {
  const isLinux = process.platform === 'linux';
  const settings = {
    ...SETTINGS,
    dynamic_shared_memory_type: isLinux && !existsSync('/dev/shm') ? 'mmap' : 'posix',
    // A tenth of the time that one file after the other takes, which is most of a start after a crash.
    recovery_init_sync_method: isLinux ? 'syncfs' : 'fsync',
    unix_socket_directories: quoted(socketFolder),
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The setting is a list: a comma or a space in a path would divide it. */
const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`;

/** The whole environment of the programs: no secret of ours, no setting of libpq, and messages that we can read. */
export const SERVER_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = {
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: process.env['PATH'] ?? '',
};
