import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';

/** What an execution has to know of the approval of its plan. */
export interface PlanApproval {
  /** Whether the plan was approved that an earlier execution gave. Without it, the execution may only plan. */
  readonly isGiven: boolean;
}

/** Schema of {@link PlanApproval}. */
export const planApprovalSchema: z.ZodType<PlanApproval> = z.strictObject({
  isGiven: z.boolean(),
} satisfies ShapeOf<PlanApproval>);
