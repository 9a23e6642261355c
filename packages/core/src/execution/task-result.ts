/** The result that a task resolves with: `success: true`, and the fields of its handler's output schema. */
export interface TaskResult {
  readonly success: true;
  readonly [field: string]: unknown;
}
