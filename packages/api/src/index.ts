export { budgetOverrideSchema, budgetSchema, type Budget, type BudgetOverride } from './contract/budgets.ts';
export { errorSchema, type ErrorBody } from './contract/error.ts';
export { eventQuerySchema, eventSchema, type TaskEvent } from './contract/events.ts';
export { contract } from './contract/index.ts';
export { issueExplanationSchema, type IssueExplanation } from './contract/issues.ts';
export { overviewSchema, type Overview } from './contract/overview.ts';
export type { TaskFilter } from './contract/task-filter.ts';
export { taskSchema, taskSummarySchema } from './contract/tasks.ts';
export { waitReasonSchema, type WaitReason } from './contract/wait-reason.ts';
