import type { z } from 'zod';
import { withFunctions } from '../arguments/schemas.ts';
import { STATE_FUNCTIONS, type StateBackend } from './state-backend.ts';

/** What a runner takes as its option `state`. */
export const stateBackend: z.ZodType<StateBackend> = withFunctions<StateBackend>(
  STATE_FUNCTIONS,
  'a state backend',
);
