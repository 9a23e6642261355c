import type { AccountWindow } from '@poppobuilder/core';
import type { EngineContext } from '../engine-context.ts';

/** An account that tasks have reported. */
export interface Account {
  /** Its key in the `holdKeys` of tasks, which is also the id of the hold while it is at its limit. */
  readonly key: string;
  /** How much of its limits is used, as it was reported last. */
  readonly windows: readonly AccountWindow[];
  readonly reportedAt: Date;
}

/** The accounts that tasks use, such as API keys, as far as tasks have reported their limits. */
export class Accounts {
  readonly #context: Pick<EngineContext, 'database' | 'names'>;

  /** @internal */
  constructor(context: Pick<EngineContext, 'database' | 'names'>) {
    this.#context = context;
  }

  /** Returns all accounts, ordered by their keys. Rejects with `DATABASE_UNAVAILABLE`. */
  async list(): Promise<Account[]> {
    const { database, names } = this.#context;
    const rows = await database.retryWhileUnavailable(async () =>
      database.query<{ key: string; windows: readonly AccountWindow[]; reported_at: Date }>(
        `SELECT key, windows, reported_at FROM ${names.own}.account ORDER BY key`,
        [],
      ),
    );
    return rows.map(({ key, windows, reported_at: reportedAt }) => ({ key, windows, reportedAt }));
  }
}
