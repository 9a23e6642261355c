import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { TaskError } from '../errors/task-error.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { BLOB_RETENTION, type StateBackend, type StatePlace, type StoredState } from './state-backend.ts';

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
  ) without rowid, strict;
  create table if not exists blob (
    namespace text not null,
    key text not null,
    data blob not null,
    written_at integer not null,
    primary key (namespace, key)
  ) strict`;

type Values = readonly (string | number | Uint8Array)[];

/** Keeps the state of one project in SQLite, in a folder of its own. */
export class SqliteState implements StateBackend {
  readonly #folder: string;
  #database: Promise<DatabaseSync> | undefined;
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read({ namespace, key }: StatePlace): Promise<StoredState | undefined> {
    const query = 'select value as text, version from state where namespace = ? and key = ?';
    const [row] = await this.#all(query, [namespace, key]);
    return row as StoredState | undefined;
  }

  async write(
    { namespace, key }: StatePlace,
    text: string | undefined,
    expected?: string | null,
  ): Promise<boolean> {
    if (text === undefined) return this.#remove(namespace, key, expected);
    const values = [namespace, key, text];
    const insert = 'insert into state (namespace, key, value) values (?, ?, ?) on conflict';
    if (expected === null) return (await this.#run(`${insert} do nothing`, values)) === 1;
    if (expected === undefined) {
      const change = 'do update set value = excluded.value, version = excluded.version';
      return (await this.#run(`${insert} (namespace, key) ${change}`, values)) === 1;
    }
    const update = `update state set value = ?, version = hex(randomblob(8))
      where namespace = ? and key = ? and version = ?`;
    return (await this.#run(update, [text, namespace, key, expected])) === 1;
  }

  async list({ namespace }: Omit<StatePlace, 'key'>, prefix: string): Promise<readonly string[]> {
    const query = 'select key from state where namespace = ? and substr(key, 1, length(?)) = ? order by key';
    return (await this.#all(query, [namespace, prefix, prefix])).map((row) => String(row['key']));
  }

  async readBlob({ namespace, key }: StatePlace): Promise<Uint8Array | undefined> {
    const [row] = await this.#all('select data from blob where namespace = ? and key = ?', [namespace, key]);
    return row?.['data'] as Uint8Array | undefined;
  }

  async writeBlob({ namespace, key }: StatePlace, data: Uint8Array | undefined): Promise<void> {
    if (data === undefined) {
      await this.#run('delete from blob where namespace = ? and key = ?', [namespace, key]);
      return;
    }
    const now = Date.now();
    const replace = 'insert or replace into blob (namespace, key, data, written_at) values (?, ?, ?, ?)';
    await this.#run(replace, [namespace, key, data, now]);
    await this.#run('delete from blob where written_at < ?', [now - BLOB_RETENTION]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opening = this.#database;
    this.#database = undefined;
    // Why it could not be opened was reported to those who wanted to use it.
    const database = await opening?.catch(() => undefined);
    database?.close();
  }

  async #remove(namespace: string, key: string, expected: string | null | undefined): Promise<boolean> {
    const remove = 'delete from state where namespace = ? and key = ?';
    if (expected === undefined) {
      await this.#run(remove, [namespace, key]);
      return true;
    }
    if (expected === null) return (await this.read({ projectId: '', namespace, key })) === undefined;
    return (await this.#run(`${remove} and version = ?`, [namespace, key, expected])) === 1;
  }

  async #all(query: string, values: Values): Promise<Record<string, unknown>[]> {
    const database = await this.#opened();
    return retryWhileBusy(() => database.prepare(query).all(...values));
  }

  async #run(statement: string, values: Values): Promise<number> {
    const database = await this.#opened();
    return retryWhileBusy(() => Number(database.prepare(statement).run(...values).changes));
  }

  async #opened(): Promise<DatabaseSync> {
    return (this.#database ??= this.#open());
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
