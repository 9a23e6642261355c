import { parseArgument } from '@poppobuilder/core/runner-kit';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import type {
  Allowance,
  NewAllowance,
  NewSpending,
  SpendingFilter,
  SpendingTotals,
  Spent,
} from './spending-options.ts';
import {
  newAllowanceSchema,
  newSpendingSchema,
  spendingFilterSchema,
  spentSchema,
} from './spending-schema.ts';

/** What the attempts of an engine's tasks spend. Whoever runs them begins and ends each entry. */
export class Spending {
  readonly #context: Pick<EngineContext, 'database' | 'names'>;

  /** @internal */
  constructor(context: Pick<EngineContext, 'database' | 'names'>) {
    this.#context = context;
  }

  /**
   * Records that an attempt is about to start, and returns the entry's id. Call it before the start: then the attempt counts even
   * when its process is killed. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async begin(attempt: NewSpending): Promise<string> {
    const parsed = parseArgument(newSpendingSchema, attempt, { of: 'spending.begin()', name: 'attempt' });
    const { taskId, projectId, subject = null, allowed = {} } = parsed;
    const [row] = await this.#query<{ number: string }>(
      `INSERT INTO ${this.#own}.spending (task_id, attempt, project_id, subject, allowed_usd, allowed_tokens, type)
       VALUES ($1, $2, $3, $4, $5, $6, (SELECT type FROM ${this.#own}.task WHERE job_id = $7)) RETURNING number`,
      [
        taskId,
        parsed.attempt,
        projectId,
        subject,
        allowed.usd ?? null,
        allowed.tokens ?? null,
        jobIdOf(taskId),
      ],
    );
    return row?.number ?? '';
  }

  /** Records what a running attempt has spent so far. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async report(id: string, spent: Spent): Promise<void> {
    const { usd, tokens } = parseArgument(spentSchema, spent, { of: 'spending.report()', name: 'spent' });
    await this.#query(
      `UPDATE ${this.#own}.spending SET usd = greatest(usd, $2), tokens = greatest(tokens, $3) WHERE number = $1`,
      [id, usd, tokens],
    );
  }

  /**
   * Records the end of an attempt, with everything that it spent; without, it is unknown. Rejects with `INVALID_TASK`,
   * `DATABASE_UNAVAILABLE`.
   */
  async end(id: string, spent?: Spent): Promise<void> {
    const known =
      spent === undefined
        ? undefined
        : parseArgument(spentSchema, spent, { of: 'spending.end()', name: 'spent' });
    await this.#query(
      `UPDATE ${this.#own}.spending SET ended_at = clock_timestamp(), unknown = $2::int,
         usd = greatest(usd, $3), tokens = greatest(tokens, $4) WHERE number = $1`,
      [id, known === undefined ? 1 : 0, known?.usd ?? 0, known?.tokens ?? 0],
    );
  }

  /**
   * Ends the entries of attempts that do not run any more, because their process was killed: what they spent beyond their last
   * report is unknown. Returns their number. Rejects with `DATABASE_UNAVAILABLE`.
   */
  async endLost(): Promise<number> {
    const { own } = this.#context.names;
    const rows = await this.#query(
      `UPDATE ${own}.spending s SET ended_at = clock_timestamp(), unknown = 1
       WHERE ended_at IS NULL AND NOT EXISTS (
         SELECT FROM ${own}.task t WHERE t.id = s.task_id AND t.state = 'running' AND t.attempt = s.attempt)
       RETURNING number`,
      [],
    );
    return rows.length;
  }

  /** Returns what attempts have spent together. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async totals(filter: SpendingFilter = {}): Promise<SpendingTotals> {
    const place = { of: 'spending.totals()', name: 'filter' };
    const {
      projectId = null,
      subject = null,
      since = null,
    } = parseArgument(spendingFilterSchema, filter, place);
    const [row] = await this.#query<TotalsRow>(
      `SELECT ${TOTALS} FROM ${this.#own}.spending
       WHERE ($1::text IS NULL OR project_id = $1) AND ($2::text IS NULL OR subject = $2)
         AND ($3::timestamptz IS NULL OR started_at >= $3)`,
      [projectId, subject, since],
    );
    return toTotals(row);
  }

  /** Returns what was spent on each subject of a project, by subject. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async totalsBySubject(projectId: string): Promise<ReadonlyMap<string, SpendingTotals>> {
    const filter = parseArgument(spendingFilterSchema, { projectId }, { of: 'spending.totalsBySubject()' });
    const rows = await this.#query<TotalsRow & { subject: string }>(
      `SELECT subject, ${TOTALS} FROM ${this.#own}.spending
       WHERE project_id = $1 AND subject IS NOT NULL GROUP BY subject ORDER BY max(number) DESC`,
      [filter.projectId],
    );
    return new Map(rows.map((row) => [row.subject, toTotals(row)]));
  }

  /** Allows more than a cap until a time. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async allow(allowance: NewAllowance): Promise<void> {
    const place = { of: 'spending.allow()', name: 'allowance' };
    const {
      scope,
      usd = 0,
      tokens = 0,
      runs = 0,
      until,
      by = null,
    } = parseArgument(newAllowanceSchema, allowance, place);
    await this.#query(
      `INSERT INTO ${this.#own}.allowance (scope, usd, tokens, runs, until, given_by) VALUES ($1, $2, $3, $4, $5, $6)`,
      [JSON.stringify(scope), usd, tokens, runs, until, by],
    );
  }

  /** Returns the allowances that have not ended, in the order in which they were given. Rejects with `DATABASE_UNAVAILABLE`. */
  async allowances(): Promise<readonly Allowance[]> {
    const rows = await this.#query<AllowanceRow>(
      `SELECT scope, usd, tokens::float8 AS tokens, runs, until, given_by, given_at
       FROM ${this.#own}.allowance WHERE until > clock_timestamp() ORDER BY number`,
      [],
    );
    return rows.map(({ given_by: by, given_at: givenAt, ...rest }) => ({
      ...rest,
      givenAt,
      ...(by === null ? {} : { by }),
    }));
  }

  get #own(): string {
    return this.#context.names.own;
  }

  async #query<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const { database } = this.#context;
    return database.retryWhileUnavailable(async () => database.query<Row>(text, values));
  }
}

interface TotalsRow {
  readonly usd: number;
  readonly tokens: number;
  readonly runs: number;
  readonly unknown: number;
  readonly running: number;
  readonly unknown_usd: number;
  readonly unknown_tokens: number;
}

interface AllowanceRow extends Omit<Allowance, 'by' | 'givenAt'> {
  readonly given_by: string | null;
  readonly given_at: Date;
}

const TOTALS = `coalesce(sum(usd), 0)::float8 AS usd, coalesce(sum(tokens), 0)::float8 AS tokens,
  coalesce(sum(runs), 0)::int AS runs, coalesce(sum(unknown), 0)::int AS unknown,
  (count(*) FILTER (WHERE ended_at IS NULL))::int AS running,
  coalesce(sum(greatest(allowed_usd - usd, 0)) FILTER (WHERE unknown > 0), 0)::float8 AS unknown_usd,
  coalesce(sum(greatest(allowed_tokens - tokens, 0)) FILTER (WHERE unknown > 0), 0)::float8 AS unknown_tokens`;

function toTotals(row: TotalsRow | undefined): SpendingTotals {
  const { usd = 0, tokens = 0, runs = 0, unknown: unknownRuns = 0, running = 0 } = row ?? {};
  const unknown = { usd: row?.unknown_usd ?? 0, tokens: row?.unknown_tokens ?? 0 };
  return { usd, tokens, runs, unknownRuns, unknown, running };
}
