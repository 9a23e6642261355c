/**
 * Settings of functions whose steps touch a few rows of large tables. Without statistics, as after a start, the planner would
 * scan the tables, and planning each step again would cost more than the step.
 */
export const BY_INDEX: string = [
  'SET enable_hashjoin = off',
  'SET enable_mergejoin = off',
  'SET enable_seqscan = off',
  'SET plan_cache_mode = force_generic_plan',
].join(' ');
