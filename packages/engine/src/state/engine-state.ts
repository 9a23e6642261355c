import type { StateBackend, StatePlace, StoredState } from '@poppobuilder/core';
import { parseArgument, type ShapeOf, withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { EngineContext } from '../engine-context.ts';

/** Keeps the state of projects in the database, for every runner that has it as its option `state`. */
export class EngineState implements StateBackend {
  readonly #context: Pick<EngineContext, 'database' | 'names'>;

  /** @internal */
  constructor(context: Pick<EngineContext, 'database' | 'names'>) {
    this.#context = context;
  }

  /** Reads a value. Rejects with `DATABASE_UNAVAILABLE`. */
  async read(place: StatePlace): Promise<StoredState | undefined> {
    const text = `SELECT value AS text, version::text FROM ${this.#own}.state WHERE ${AT}`;
    const [row] = await this.#query<StoredState>(text, valuesOf(place, 'state.read()'));
    return row;
  }

  /** Writes or removes a value, if it still has the expected version. Rejects with `DATABASE_UNAVAILABLE`. */
  async write(place: StatePlace, text: string | undefined, expected?: string | null): Promise<boolean> {
    const table = `${this.#own}.state`;
    const at = valuesOf(place, 'state.write()');
    parseArgument(z.string().optional(), text, { of: 'state.write()', name: 'text' });
    parseArgument(z.string().nullish(), expected, { of: 'state.write()', name: 'expected' });
    if (expected !== undefined && expected !== null && !UUID.test(expected)) return false;
    if (text === undefined) {
      if (expected === undefined) {
        await this.#query(`DELETE FROM ${table} WHERE ${AT}`, at);
        return true;
      }
      if (expected === null) return (await this.read(place)) === undefined;
      return this.#changes(`DELETE FROM ${table} WHERE ${AT} AND version = $4 RETURNING 1`, [
        ...at,
        expected,
      ]);
    }
    const insert = `INSERT INTO ${table} (project_id, namespace, key, value) VALUES ($1, $2, $3, $4) ON CONFLICT`;
    if (expected === null) return this.#changes(`${insert} DO NOTHING RETURNING 1`, [...at, text]);
    const set = 'SET value = excluded.value, version = gen_random_uuid()';
    if (expected === undefined) {
      const upsert = `${insert} (project_id, namespace, key) DO UPDATE ${set} RETURNING 1`;
      return this.#changes(upsert, [...at, text]);
    }
    return this.#changes(
      `UPDATE ${table} SET value = $4, version = gen_random_uuid() WHERE ${AT} AND version = $5 RETURNING 1`,
      [...at, text, expected],
    );
  }

  /** Returns the keys of values with a prefix. Rejects with `DATABASE_UNAVAILABLE`. */
  async list(place: Omit<StatePlace, 'key'>, prefix: string): Promise<readonly string[]> {
    const of = 'state.list()';
    const { projectId, namespace } = parseArgument(listSchema, place, { of, name: 'place' });
    parseArgument(withoutNul, prefix, { of, name: 'prefix' });
    const rows = await this.#query<{ key: string }>(
      `SELECT key FROM ${this.#own}.state
       WHERE project_id = $1 AND namespace = $2 AND starts_with(key, $3) ORDER BY key`,
      [projectId, namespace, prefix],
    );
    return rows.map(({ key }) => key);
  }

  /** Reads a blob. Rejects with `DATABASE_UNAVAILABLE`. */
  async readBlob(place: StatePlace): Promise<Uint8Array | undefined> {
    const text = `SELECT data FROM ${this.#own}.state_blob WHERE ${AT}`;
    const [row] = await this.#query<{ data: Buffer }>(text, valuesOf(place, 'state.readBlob()'));
    return row?.data;
  }

  /** Writes or removes a blob. Rejects with `DATABASE_UNAVAILABLE`. */
  async writeBlob(place: StatePlace, data: Uint8Array | undefined): Promise<void> {
    const table = `${this.#own}.state_blob`;
    const at = valuesOf(place, 'state.writeBlob()');
    parseArgument(z.instanceof(Uint8Array).optional(), data, { of: 'state.writeBlob()', name: 'data' });
    if (data === undefined) {
      await this.#query(`DELETE FROM ${table} WHERE ${AT}`, at);
      return;
    }
    await this.#query(
      `INSERT INTO ${table} (project_id, namespace, key, data) VALUES ($1, $2, $3, $4)
       ON CONFLICT (project_id, namespace, key) DO UPDATE SET data = excluded.data, written_at = now()`,
      [...at, Buffer.from(data)],
    );
  }

  async #changes(text: string, values: readonly unknown[]): Promise<boolean> {
    return (await this.#query(text, values)).length > 0;
  }

  async #query<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const { database } = this.#context;
    return database.retryWhileUnavailable(async () => database.query<Row>(text, values));
  }

  get #own(): string {
    return this.#context.names.own;
  }
}

const AT = 'project_id = $1 AND namespace = $2 AND key = $3';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const listSchema: z.ZodType<Omit<StatePlace, 'key'>> = z.object({
  projectId: withoutNul.min(1),
  namespace: withoutNul.min(1),
});

const placeSchema: z.ZodType<StatePlace> = z.object({
  projectId: withoutNul.min(1),
  namespace: withoutNul.min(1),
  key: withoutNul,
} satisfies ShapeOf<StatePlace>);

function valuesOf(place: StatePlace, of: string): [string, string, string] {
  const { projectId, namespace, key } = parseArgument(placeSchema, place, { of, name: 'place' });
  return [projectId, namespace, key];
}
