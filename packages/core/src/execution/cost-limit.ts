import { z } from 'zod';

/** What one execution of a task may cost; services that cost money keep to it. */
export interface CostLimit {
  /** US dollars. */
  readonly usd: number;
  /** Whether a task that reaches it is handed back, to go on once more may be spent. Otherwise it fails. */
  readonly defers: boolean;
}

/** Schema of {@link CostLimit}. */
export const costLimitSchema: z.ZodType<CostLimit> = z.strictObject({
  usd: z.number().min(0),
  defers: z.boolean(),
});
