/** Returns the number of the issue or pull request that a task works on, as the subject of its spending. */
export function subjectOf(task: object): string | undefined {
  const { issueNumber, prNumber } = task as { readonly issueNumber?: unknown; readonly prNumber?: unknown };
  const number = typeof issueNumber === 'number' ? issueNumber : prNumber;
  return typeof number === 'number' ? String(number) : undefined;
}

/** Returns the key of holds on all work on an issue or pull request. */
export const issueKey = (projectId: string, subject: string): string => `issue:${projectId}#${subject}`;
