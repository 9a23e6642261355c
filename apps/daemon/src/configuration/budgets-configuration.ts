import { z } from 'zod';

/** Amounts of a cap, of an override or of what was spent. */
export interface Amounts {
  /** US dollars. */
  readonly usd?: number | undefined;
  /** Tokens of all kinds, as agents report them. */
  readonly tokens?: number | undefined;
  /** Attempts of tasks. */
  readonly runs?: number | undefined;
}

/** What one attempt may use; `runs` would always be 1. */
export type RunAmounts = Omit<Amounts, 'runs'>;

/** Caps on spending, of a project or of everything. */
export interface Budgets {
  /** Cap of each attempt of a task. An attempt that reaches it fails with `BUDGET_EXCEEDED`. */
  readonly run?: RunAmounts | undefined;
  /** Cap of all work on one issue or pull request. */
  readonly issue?: Amounts | undefined;
  /** Cap of a day: of a project in its time zone, else of all projects together in the host's. */
  readonly day?: Amounts | undefined;
  /** Cap of everything that a project ever spends. */
  readonly project?: Amounts | undefined;
}

const usd = z.number().positive().optional().describe('US dollars.');
const tokens = z.int().min(1).optional().describe('Tokens of all kinds.');
const runs = z.int().min(1).optional().describe('Attempts of tasks.');

const hasAmount = (value: Amounts): boolean =>
  value.usd !== undefined || value.tokens !== undefined || value.runs !== undefined;

const amounts = z.strictObject({ usd, tokens, runs }).refine(hasAmount, 'set "usd", "tokens" or "runs"');

/** Schema of {@link Budgets}. */
export const budgetsSchema: z.ZodType<Budgets> = z.strictObject({
  run: z
    .strictObject({ usd, tokens })
    .refine(hasAmount, 'set "usd" or "tokens"')
    .optional()
    .describe('Cap of each attempt of a task, which fails with BUDGET_EXCEEDED when it reaches it.'),
  issue: amounts.optional().describe('Cap of all work on one issue or pull request.'),
  day: amounts.optional().describe('Cap of a day: of one project, or of all projects together.'),
  project: amounts.optional().describe('Cap of everything that a project ever spends.'),
});
