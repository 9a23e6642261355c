import { TaskError } from '@poppobuilder/core';
import type { Engine, Schedule, ScheduleOptions } from '@poppobuilder/engine';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** Returns the id of a schedule of the configuration. */
const scheduleId = (projectId: string, name: string): string => `${projectId}/${name}`;

/**
 * Makes the engine's schedules those of the configuration: adds, changes and removes them. Those of triggers stay. A schedule
 * that is paused stays paused. Rejects with `INVALID_CONFIG` for a task that its handler refuses; the others are set then, and
 * none is removed.
 */
export async function syncSchedules(
  { schedules }: Pick<Engine, 'schedules'>,
  configuration: DaemonConfiguration,
): Promise<void> {
  const wanted = schedulesOf(configuration);
  const ids = new Set(wanted.map(({ id }) => id));
  const mistakes: string[] = [];
  for (const schedule of wanted) {
    try {
      await schedules.set(schedule);
    } catch (error) {
      if (!TaskError.is(error) || !REFUSALS.has(error.code)) throw error;
      mistakes.push(`${pathOf(schedule.id)}: ${error.message}`);
    }
  }
  if (mistakes.length > 0) throw refusal(configuration, mistakes);
  for (const schedule of await schedules.list()) {
    if (isConfigured(schedule) && !ids.has(schedule.id)) await schedules.remove(schedule.id);
  }
}

function refusal({ file }: DaemonConfiguration, mistakes: readonly string[]): TaskError {
  const lines = mistakes.map((mistake) => `\n  ${mistake}`).join('');
  const message = `Schedules of ${file ?? 'the configuration'} cannot be set:${lines}`;
  return new TaskError({ code: 'INVALID_CONFIG', message });
}

/** Returns the schedules of a configuration, as the engine takes them. */
function schedulesOf({ projects }: DaemonConfiguration): ScheduleOptions[] {
  return Object.entries(projects).flatMap(([projectId, project]) =>
    Object.entries(project.schedules).map(([name, { task, ...schedule }]) => ({
      ...schedule,
      id: scheduleId(projectId, name),
      task: { ...task, projectId, projectPath: project.path },
    })),
  );
}

const REFUSALS: ReadonlySet<string> = new Set(['INVALID_CONFIG', 'INVALID_TASK', 'UNKNOWN_TASK_TYPE']);

/** Ids of the schedules of triggers do not begin with the project's. */
const isConfigured = ({ id, task }: Schedule): boolean => id.startsWith(`${task.projectId}/`);

const pathOf = (id: string): string => {
  const [projectId, name] = id.split('/');
  return `projects.${projectId}.schedules.${name}`;
};
