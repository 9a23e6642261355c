import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ProjectContext } from '../project/project-context.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { copyAsJson, type JsonValue } from '../task/json.ts';

/** JSON values of one namespace of a project's state. */
export interface StateNamespace {
  get(key: string): Promise<JsonValue | undefined>;
  /** Sets a value; `undefined` removes the key. */
  set(key: string, value: JsonValue | undefined): Promise<void>;
  /**
   * Changes a value by a function of the old one, as if nobody else wrote meanwhile: when another process did, the
   * function runs again on the new value. Returning `undefined` removes the key. Gives the value that was written.
   */
  update(
    key: string,
    change: (value: JsonValue | undefined) => JsonValue | undefined | Promise<JsonValue | undefined>,
  ): Promise<JsonValue | undefined>;
  /** Keys with a prefix, sorted. @defaultValue all keys */
  list(prefix?: string): Promise<string[]>;
}

/**
 * State of a project that outlives tasks and processes, in `$POPPOBUILDER_HOME/projects/<id>/state`. Writes are atomic
 * across processes; a kill at any moment leaves the old or the new value.
 */
export interface StateStore {
  /** The values of a namespace; a plugin takes its package's name. */
  namespace(name: string): StateNamespace;
}

/** Token of {@link StateStore}. */
export const StateStore: ServiceToken<StateStore> = createServiceToken<StateStore>({
  id: '@poppobuilder/core/StateStore',
  scope: 'project',
  component: 'state',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { project: ProjectContext },
      create: ({ project }) => new SqliteStateStore(join(project.homeFolder, 'state')),
      dispose: (store) => (store as SqliteStateStore).close(),
    }),
});

declare module '../execution/task-context.ts' {
  interface ProjectComponents {
    readonly state: StateStore;
  }
}

interface Row {
  readonly value: string;
  /** Random, new with every write. */
  readonly version: string;
}

/** How long a write waits for another process's, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

const SCHEMA = `
  create table if not exists state (
    namespace text not null,
    key text not null,
    value text not null,
    version text not null default (hex(randomblob(8))),
    primary key (namespace, key)
  ) without rowid, strict`;

class SqliteStateStore implements StateStore {
  readonly #folder: string;
  #database: DatabaseSync | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  namespace(name: string): StateNamespace {
    return new SqliteStateNamespace(name, () => (this.#database ??= open(this.#folder)));
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }
}

function open(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sqlite = process.getBuiltinModule('node:sqlite');
  const database = new sqlite.DatabaseSync(join(folder, 'state.sqlite'));
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec(SCHEMA);
  return database;
}

class SqliteStateNamespace implements StateNamespace {
  readonly #name: string;
  readonly #database: () => DatabaseSync;

  constructor(name: string, database: () => DatabaseSync) {
    this.#name = name;
    this.#database = database;
  }

  async get(key: string): Promise<JsonValue | undefined> {
    return parse(this.#read(key));
  }

  async set(key: string, value: JsonValue | undefined): Promise<void> {
    if (value === undefined) {
      this.#run('delete from state where namespace = ? and key = ?', this.#name, key);
      return;
    }
    const upsert = `insert into state (namespace, key, value) values (?, ?, ?)
      on conflict (namespace, key) do update set value = excluded.value, version = excluded.version`;
    this.#run(upsert, this.#name, key, write(value));
  }

  async update(
    key: string,
    change: (value: JsonValue | undefined) => JsonValue | undefined | Promise<JsonValue | undefined>,
  ): Promise<JsonValue | undefined> {
    for (;;) {
      const row = this.#read(key);
      const value = await change(parse(row));
      if (this.#replace(key, row?.version, value)) return value;
    }
  }

  async list(prefix = ''): Promise<string[]> {
    const query = 'select key from state where namespace = ? and substr(key, 1, length(?)) = ? order by key';
    const rows = this.#database().prepare(query).all(this.#name, prefix, prefix);
    return rows.map((row) => String(row['key']));
  }

  #read(key: string): Row | undefined {
    const query = 'select value, version from state where namespace = ? and key = ?';
    return this.#database().prepare(query).get(this.#name, key) as Row | undefined;
  }

  /** Writes only when the version is still the one that was read. */
  #replace(key: string, version: string | undefined, value: JsonValue | undefined): boolean {
    if (version === undefined) {
      if (value === undefined) return true;
      const insert = 'insert into state (namespace, key, value) values (?, ?, ?) on conflict do nothing';
      return this.#run(insert, this.#name, key, write(value)) === 1;
    }
    if (value === undefined) {
      const remove = 'delete from state where namespace = ? and key = ? and version = ?';
      return this.#run(remove, this.#name, key, version) === 1;
    }
    const update = `update state set value = ?, version = hex(randomblob(8))
      where namespace = ? and key = ? and version = ?`;
    return this.#run(update, write(value), this.#name, key, version) === 1;
  }

  #run(statement: string, ...values: string[]): number {
    return Number(
      this.#database()
        .prepare(statement)
        .run(...values).changes,
    );
  }
}

const parse = (row: Row | undefined): JsonValue | undefined =>
  row === undefined ? undefined : (JSON.parse(row.value) as JsonValue);

const write = (value: JsonValue): string => JSON.stringify(copyAsJson(value));
