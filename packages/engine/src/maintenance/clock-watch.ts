import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { bringBack, setBackBy } from './clock-set-back.ts';

/** What a {@link ClockWatch} works with. */
export interface ClockWatchParts {
  readonly database: Database;
  readonly names: SchemaNames;
  /** Tells everybody that anything may be due. */
  readonly wake: () => void;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between looks. */
const INTERVAL = 1_000;
/** Milliseconds by which a clock may be set back without a notice: what is due waits for as long. */
const NOTICED = 2_000;

/** Finds out that the database's clock was set back, which pg-boss would sit out. Of several engines one mends it. */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  constructor(parts: ClockWatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#start(), INTERVAL);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  #start(): void {
    this.#looking ??= this.#look()
      .catch(this.#parts.onError)
      .finally(() => (this.#looking = undefined));
  }

  async #look(): Promise<void> {
    const { database, names, wake } = this.#parts;
    if ((await setBackBy(database, names)) < NOTICED) return;
    const isMended = await database.transaction(async (transaction) => {
      await transaction.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [`${names.own} clock`]);
      const ahead = await setBackBy(transaction, names);
      if (ahead < NOTICED) return false;
      await bringBack(transaction, names, ahead);
      return true;
    });
    if (isMended) wake();
  }
}
