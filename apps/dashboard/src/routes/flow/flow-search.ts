/** What the URL says of a flow. */
export interface FlowSearch {
  /** Name of the task whose details are shown. */
  readonly task?: string | undefined;
}

/** Reads the chosen task from the parameters of a URL. */
export function readFlowSearch({ task }: Record<string, unknown>): FlowSearch {
  return typeof task === 'string' || typeof task === 'number' ? { task: String(task) } : {};
}
