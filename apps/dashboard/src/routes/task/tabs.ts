/** The parts of a task's page. */
const TABS = ['timeline', 'agent', 'log', 'result', 'input', 'why'] as const;

export type TabName = (typeof TABS)[number];

/** What the URL says of the page of a task. */
export interface TaskPageSearch {
  readonly tab?: TabName | undefined;
  /** What the log is searched for. */
  readonly log?: string | undefined;
}

/** Reads the open tab from the parameters of a URL. */
export function readTab({ tab, log }: Record<string, unknown>): TaskPageSearch {
  const known = TABS.find((name) => name === tab);
  return {
    ...(known === undefined ? {} : { tab: known }),
    ...(typeof log === 'string' && log !== '' ? { log } : {}),
  };
}
