import { TaskError } from '@poppobuilder/core';
import type { Engine, Hold } from '@poppobuilder/engine';

/** Options of {@link pauseProject}. */
export interface PauseOptions {
  readonly reason?: string | undefined;
  readonly until?: Date | undefined;
  readonly by: string;
}

const idOf = (projectId: string): string => `pause:${projectId}`;

/** Keeps the tasks of a project from starting, until a time where one is given. Those that run continue. */
export async function pauseProject(
  { holds }: Engine,
  projectId: string,
  { reason, until, by }: PauseOptions,
): Promise<void> {
  const message = reason ?? `The project "${projectId}" is paused.`;
  await holds.place({
    id: idOf(projectId),
    scope: { project: projectId },
    reason: { code: 'HOLD', message },
    until,
    by,
  });
}

/** Ends the pause of a project; does nothing when it is not paused. */
export async function resumeProject({ holds }: Engine, projectId: string): Promise<void> {
  try {
    await holds.release(idOf(projectId));
  } catch (error) {
    if (!TaskError.is(error) || error.code !== 'TASK_NOT_FOUND') throw error;
  }
}

/** Returns the pause of a project among holds. */
export const findPause = (holds: readonly Hold[], projectId: string): Hold | undefined =>
  holds.find(({ id }) => id === idOf(projectId));
