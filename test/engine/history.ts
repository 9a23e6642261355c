import { setTimeout } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { ScheduleRecord } from './occurrences.ts';
import { BOUND } from './settings.ts';
import { until } from './until.ts';

/** In milliseconds. */
const RETRY_INTERVAL = 40;

/** A change of a task's state, as the database keeps it. */
export interface StateEvent {
  readonly sequence: number;
  readonly id: string;
  readonly key: string | null;
  readonly state: string;
  readonly attempt: number;
  /** Milliseconds since 1970, of the database's clock. */
  readonly at: number;
  readonly data: {
    readonly engine?: string;
    readonly outcome?: string;
    readonly error?: { readonly code: string };
  } | null;
  /** Scopes of holds, by the keys of its submission. */
  readonly holdKeys: readonly string[] | null;
}

/** What a task says of its attempts: the number of the last one, and how many failed and were lost. */
export interface Counters {
  readonly id: string;
  readonly attempt: number;
  readonly failures: number;
  readonly losses: number;
}

/** Looks into an engine's database without an engine. */
export class History {
  readonly #connection: ClientConfig;

  constructor(connection: ClientConfig) {
    this.#connection = connection;
  }

  /** The rows of a statement, on a connection of its own: servers that are looked at are killed. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.#connect();
    try {
      const { rows } = await client.query<Row>(text, values);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** Connects once the server accepts that: when it was killed, an engine starts it again. */
  async #connect(): Promise<Client> {
    for (const end = performance.now() + BOUND; ; await setTimeout(RETRY_INTERVAL)) {
      const client = new Client({ ...this.#connection, application_name: 'observer' });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        if (performance.now() > end) throw error;
      }
    }
  }

  /** All changes of state in their order; of one task when an id is given. */
  async events(id?: string): Promise<StateEvent[]> {
    return this.query<StateEvent>(
      `SELECT e.sequence::int, t.id, t.key, e.state, e.attempt, (extract(epoch FROM e.at) * 1000)::float8 AS at,
         e.data, t.hold_keys AS "holdKeys" FROM poppobuilder.event e JOIN poppobuilder.task t USING (job_id)
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

  /** Has the database write down from now on what schedules miss: a schedule itself keeps only the last one. */
  async noteMissed(): Promise<void> {
    await this.query(`
      CREATE TABLE public.missed (at timestamptz);
      CREATE FUNCTION public.note_missed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.missed VALUES ((NEW.last_missed->>'at')::timestamptz);
          RETURN NULL;
        END $$;
      CREATE TRIGGER note_missed AFTER UPDATE OF last_missed ON poppobuilder.schedule
        FOR EACH ROW EXECUTE FUNCTION public.note_missed()`);
  }

  /** Occurrences of a schedule: those that were submitted, and the last ones of what was missed. */
  async occurrences(schedule: string): Promise<Omit<ScheduleRecord, 'every'>> {
    const prefix = `schedule:${schedule}:`;
    const tasks = await this.query<{ id: string }>(
      'SELECT id FROM poppobuilder.task WHERE starts_with(id, $1) ORDER BY number',
      [prefix],
    );
    const missed = await this.query<{ at: Date }>('SELECT at FROM public.missed');
    return {
      submitted: tasks.map(({ id }) => Date.parse(id.slice(prefix.length))),
      missed: missed.map(({ at }) => at.getTime()),
    };
  }

  /** What tasks say of their attempts. */
  async counters(): Promise<readonly Counters[]> {
    return this.query('SELECT id, attempt, failures, losses FROM poppobuilder.task');
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

  /** Repeats a read while there is no server. */
  async retry<T>(read: () => Promise<T>): Promise<T> {
    const found: T[] = [];
    await until(async () => {
      found.push(await read().catch(() => undefined as T));
      return found.at(-1) !== undefined;
    }, Boolean);
    return found.at(-1) as T;
  }
}
