import type { Opened } from './pipeline-states.ts';

/** Variables that a warning names before it only counts the others. */
const MAX_NAMES = 10;

/** Returns the warnings for a task's log at its start; those about the project are returned to one task only. */
export function drainStartWarnings({ project, checked }: Opened): string[] {
  const warnings = [...project.pendingWarnings];
  project.pendingWarnings = [];
  // Those of the task's configuration are in the project's settings.
  const own = checked.secrets.unmasked.filter((place) => !place.startsWith('projectConfig.'));
  const unmasked = [...project.settings.unmaskedSecrets, ...own];
  if (unmasked.length > 0) warnings.push(unmaskedWarning(unmasked));
  return warnings;
}

function unmaskedWarning(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = [...names.slice(0, MAX_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `Some secrets are not masked, because they are shorter than 8 characters or common words: ${shown}. Use longer, random values.`;
}
