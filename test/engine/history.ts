import { Client, type ClientConfig } from 'pg';
import { until } from './until.ts';

/** A change of a task's state, as the database keeps it. */
export interface StateEvent {
  readonly sequence: number;
  readonly id: string;
  readonly key: string | null;
  readonly state: string;
  readonly attempt: number;
  /** Milliseconds since 1970, of the database's clock. */
  readonly at: number;
  readonly data: { readonly engine?: string; readonly outcome?: string } | null;
}

/** Looks into an engine's database without an engine. */
export class History {
  readonly #connection: ClientConfig;

  constructor(connection: ClientConfig) {
    this.#connection = connection;
  }

  /** The rows of a statement, on a connection of its own: servers that are looked at are killed. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ ...this.#connection, application_name: 'observer' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Row>(text, values);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** All changes of state in their order; of one task when an id is given. */
  async events(id?: string): Promise<StateEvent[]> {
    return this.query<StateEvent>(
      `SELECT e.sequence::int, t.id, t.key, e.state, e.attempt, (extract(epoch FROM e.at) * 1000)::float8 AS at,
         e.data FROM poppobuilder.event e JOIN poppobuilder.task t USING (job_id)
       WHERE e.kind = 'state' AND ($1::text IS NULL OR t.id = $1) ORDER BY e.sequence`,
      [id ?? null],
    );
  }

  /** Tasks that run now, with the engine that has them. */
  async running(): Promise<readonly { readonly id: string; readonly engine: string }[]> {
    return this.query(
      `SELECT t.id, (SELECT substr(e.data->>'engine', 14) FROM poppobuilder.event e
         WHERE e.job_id = t.job_id AND e.kind = 'state' ORDER BY e.sequence DESC LIMIT 1) AS engine
       FROM poppobuilder.task t WHERE t.is_open AND t.state = 'running'`,
    );
  }

  /** How many tasks have not ended. */
  async open(): Promise<number> {
    const [row] = await this.query<{ count: number }>(
      'SELECT count(*)::int FROM poppobuilder.task WHERE is_open',
    );
    return row?.count ?? 0;
  }

  /** Resolves with a task's events when one of them is as wanted. */
  async reached(id: string, isWanted: (event: StateEvent) => boolean, bound?: number): Promise<StateEvent[]> {
    return until(
      async () => this.events(id),
      (events) => events.some(isWanted),
      bound,
    );
  }

  /** Repeats a look while there is no server. */
  async patiently<T>(look: () => Promise<T>): Promise<T> {
    const found: T[] = [];
    await until(async () => {
      found.push(await look().catch(() => undefined as T));
      return found.at(-1) !== undefined;
    }, Boolean);
    return found.at(-1) as T;
  }
}
