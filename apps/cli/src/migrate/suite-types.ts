/** The task types of PoppoBuilder Suite, with ours. */
const SUITE_TYPES: Readonly<Record<string, string>> = {
  'issue-processing': 'process-issue',
  'comment-processing': 'process-comment',
  'pr-processing': 'process-pr',
};

/** Returns what to do about a task type of PoppoBuilder Suite; nothing for any other type. */
export function suiteHint(type: string | undefined): string | undefined {
  const ours = typeOf(type);
  if (ours === undefined) return undefined;
  return `PoppoBuilder Suite calls "${ours}" so. Use that type, or run \`poppo migrate <file>\` to change the file.`;
}

/** Returns our name for a task type of PoppoBuilder Suite; nothing for any other type. */
export function typeOf(type: unknown): string | undefined {
  return typeof type === 'string' && Object.hasOwn(SUITE_TYPES, type) ? SUITE_TYPES[type] : undefined;
}
