import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { givenTime, time } from './time.ts';
import { noInput } from './no-input.ts';

const amount = z.object({
  cap: z.number(),
  spent: z.number().describe('What is known to be spent.'),
  left: z
    .number()
    .describe('What may still be spent; runs whose spending is unknown count with what they might have.'),
});

/** A cap, and what was spent below it. */
export const budgetSchema = z
  .object({
    scope: z.enum(['issue', 'day', 'project']),
    project: z.string().optional().describe('Absent for all projects together.'),
    issue: z.int().optional(),
    usd: amount.optional(),
    tokens: amount.optional(),
    runs: amount.optional(),
    unknownRuns: z.int().describe('Runs whose spending is unknown.'),
    isReached: z.boolean(),
    until: time.optional().describe('When spending counts anew.'),
  })
  .meta({ id: 'Budget' });

/** A cap, and what was spent below it. */
export type Budget = z.infer<typeof budgetSchema>;

/** What raises a cap for a while. */
export const budgetOverrideSchema = z
  .strictObject({
    scope: z.union([
      z.strictObject({ all: z.literal(true) }),
      z.strictObject({ project: z.string(), issue: z.int().min(1).optional() }),
    ]),
    usd: z.number().positive().optional(),
    tokens: z.int().positive().optional(),
    runs: z.int().positive().optional(),
    until: givenTime,
  })
  .refine(
    ({ usd, tokens, runs }) => usd !== undefined || tokens !== undefined || runs !== undefined,
    'Give "usd", "tokens" or "runs".',
  );

/** What raises a cap for a while. */
export type BudgetOverride = z.infer<typeof budgetOverrideSchema>;

/** The routes of budgets. */
export const budgets = {
  list: oc
    .route({ method: 'GET', path: '/budgets', summary: 'Lists caps and what was spent.' })
    .input(noInput)
    .output(listOf(budgetSchema)),
  override: oc
    .route({ method: 'POST', path: '/budgets/override', summary: 'Raises a cap until a time.' })
    .input(budgetOverrideSchema)
    .output(listOf(budgetSchema)),
};
