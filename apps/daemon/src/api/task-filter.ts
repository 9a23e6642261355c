import type { TaskFilter as RequestedFilter } from '@poppobuilder/api';
import type { TaskFilter } from '@poppobuilder/engine';

/** Returns the filter of a request as the engine has it. */
export function engineFilter({
  project,
  tag,
  label,
  createdAfter,
  createdBefore,
  finishedAfter,
  finishedBefore,
  ...rest
}: RequestedFilter): TaskFilter {
  return {
    ...rest,
    projectId: project,
    tags: tag === undefined ? undefined : [tag].flat(),
    labels: label === undefined ? undefined : [label].flat(),
    createdAfter: dateOf(createdAfter),
    createdBefore: dateOf(createdBefore),
    finishedAfter: dateOf(finishedAfter),
    finishedBefore: dateOf(finishedBefore),
  };
}

const dateOf = (time: string | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);
