import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText, text } from '../arguments/schemas.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import { ProjectContext } from '../project/project-context.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { copyAsJson, type JsonValue } from '../task/json.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

/** JSON values of one namespace of a project's state. */
export interface StateNamespace {
  get(key: string): Promise<JsonValue | undefined>;
  /** Sets a value; `undefined` removes the key. */
  set(key: string, value: JsonValue | undefined): Promise<void>;
  /**
   * Changes a value by a function of the old one, as if no other process wrote meanwhile: when another process did, the
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
 * across processes; a kill at any moment leaves the old or the new value. While another process holds the lock, methods
 * wait up to 10 seconds, then they reject with `COMPONENT_FAILED`, retryable.
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

const SET_UP = `
  pragma busy_timeout = 0;
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table if not exists state (
    namespace text not null,
    key text not null,
    value text not null,
    version text not null default (hex(randomblob(8))),
    primary key (namespace, key)
  ) without rowid, strict`;

class SqliteStateStore implements StateStore {
  readonly #folder: string;
  #database: Promise<DatabaseSync> | undefined;
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  namespace(name: string): StateNamespace {
    parseArgument(nonEmptyText, name, { of: 'namespace()', name: 'name' });
    return new SqliteStateNamespace(name, () => (this.#database ??= this.#open()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opening = this.#database;
    this.#database = undefined;
    // Why it could not be opened was reported to those who wanted to use it.
    const database = await opening?.catch(() => undefined);
    database?.close();
  }

  async #open(): Promise<DatabaseSync> {
    if (this.#closed) {
      const message = 'The state cannot be used any more, because its project was closed.';
      throw new TaskError({ code: 'COMPONENT_FAILED', message, component: 'StateStore' });
    }
    try {
      return await openDatabase(this.#folder);
    } catch (error) {
      this.#database = undefined;
      throw error;
    }
  }
}

async function openDatabase(folder: string): Promise<DatabaseSync> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sqlite = process.getBuiltinModule('node:sqlite');
  const database = new sqlite.DatabaseSync(join(folder, 'state.sqlite'));
  try {
    await retryWhileBusy(() => database.exec(SET_UP));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

class SqliteStateNamespace implements StateNamespace {
  readonly #name: string;
  readonly #database: () => Promise<DatabaseSync>;

  constructor(name: string, database: () => Promise<DatabaseSync>) {
    this.#name = name;
    this.#database = database;
  }

  async get(key: string): Promise<JsonValue | undefined> {
    return parse(await this.#read(keyOf(key, 'get()')));
  }

  async set(key: string, value: JsonValue | undefined): Promise<void> {
    keyOf(key, 'set()');
    if (value === undefined) {
      await this.#run('delete from state where namespace = ? and key = ?', this.#name, key);
      return;
    }
    const upsert = `insert into state (namespace, key, value) values (?, ?, ?)
      on conflict (namespace, key) do update set value = excluded.value, version = excluded.version`;
    await this.#run(upsert, this.#name, key, write(key, value));
  }

  async update(
    key: string,
    change: (value: JsonValue | undefined) => JsonValue | undefined | Promise<JsonValue | undefined>,
  ): Promise<JsonValue | undefined> {
    keyOf(key, 'update()');
    parseArgument(callable(), change, { of: 'update()', name: 'change' });
    for (;;) {
      const row = await this.#read(key);
      const value = await change(parse(row));
      if (await this.#replace(key, row?.version, value)) return value;
    }
  }

  async list(prefix = ''): Promise<string[]> {
    parseArgument(text, prefix, { of: 'list()', name: 'prefix' });
    const query = 'select key from state where namespace = ? and substr(key, 1, length(?)) = ? order by key';
    const database = await this.#database();
    const rows = await retryWhileBusy(() => database.prepare(query).all(this.#name, prefix, prefix));
    return rows.map((row) => String(row['key']));
  }

  async #read(key: string): Promise<Row | undefined> {
    const query = 'select value, version from state where namespace = ? and key = ?';
    const database = await this.#database();
    return retryWhileBusy(() => database.prepare(query).get(this.#name, key) as Row | undefined);
  }

  /** Writes only when the version is still the one that was read. */
  async #replace(key: string, version: string | undefined, value: JsonValue | undefined): Promise<boolean> {
    if (version === undefined) {
      if (value === undefined) return true;
      const insert = 'insert into state (namespace, key, value) values (?, ?, ?) on conflict do nothing';
      return (await this.#run(insert, this.#name, key, write(key, value))) === 1;
    }
    if (value === undefined) {
      const remove = 'delete from state where namespace = ? and key = ? and version = ?';
      return (await this.#run(remove, this.#name, key, version)) === 1;
    }
    const update = `update state set value = ?, version = hex(randomblob(8))
      where namespace = ? and key = ? and version = ?`;
    return (await this.#run(update, write(key, value), this.#name, key, version)) === 1;
  }

  async #run(statement: string, ...values: string[]): Promise<number> {
    const database = await this.#database();
    return retryWhileBusy(() => Number(database.prepare(statement).run(...values).changes));
  }
}

const keyOf = (key: string, of: string): string => parseArgument(text, key, { of, name: 'key' });

const parse = (row: Row | undefined): JsonValue | undefined =>
  row === undefined ? undefined : (JSON.parse(row.value) as JsonValue);

function write(key: string, value: JsonValue): string {
  try {
    return JSON.stringify(copyAsJson(value));
  } catch (cause) {
    throw new TaskError({
      code: 'INVALID_TASK',
      message: `The argument "value" of set() is not valid: the state of ${JSON.stringify(key)} cannot be kept: ${reasonOf(cause)}.`,
      cause,
    });
  }
}
