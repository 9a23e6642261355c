import { createHash } from 'node:crypto';
import type { TriggerDeclaration, TriggerPoll } from '@poppobuilder/core';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { Engine, NewTask, ScheduleOptions } from '@poppobuilder/engine';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { triggerOptions } from './trigger-options.ts';

/** Up to which part of their interval polls of projects are spread, so that not all come at once. */
const SPREAD = 0.2;
/** The longest delay of that. In milliseconds. */
const MAX_SPREAD = 10_000;

/** A poll that a project's configuration asks for. */
interface Poll {
  readonly schedule: ScheduleOptions;
  readonly task: NewTask;
}

/** Makes the engine's schedules of polls those of the configuration. */
export async function syncPolls(
  { schedules }: Pick<Engine, 'schedules'>,
  triggers: readonly TriggerDeclaration[],
  configuration: DaemonConfiguration,
): Promise<void> {
  const wanted = pollsOf(triggers, configuration);
  const ids = new Set(wanted.map(({ schedule }) => schedule.id));
  for (const { schedule } of wanted) await schedules.set(schedule);
  for (const { id } of await schedules.list()) {
    if (id.startsWith(TRIGGER_PREFIX) && !ids.has(id)) await schedules.remove(id);
  }
}

/** Submits one poll of each: what happened while no daemon was running may have been missed. */
export async function pollAtStart(
  engine: Pick<Engine, 'submitMany'>,
  triggers: readonly TriggerDeclaration[],
  configuration: DaemonConfiguration,
): Promise<void> {
  const submissions = pollsOf(triggers, configuration).map(({ task, schedule }) => ({
    task: { ...task, event: { kind: 'poll', atStart: true } },
    options: { ...schedule.options },
  }));
  if (submissions.length > 0) await engine.submitMany(submissions);
}

function pollsOf(
  triggers: readonly TriggerDeclaration[],
  { projects }: Pick<DaemonConfiguration, 'projects'>,
): Poll[] {
  return Object.entries(projects).flatMap(([projectId, project]) =>
    triggers.flatMap(({ type, poll }) => {
      const configured = project.triggers[type];
      const every = poll === undefined || configured === undefined ? undefined : interval(poll, configured);
      return every === undefined ? [] : [pollOf({ type, projectId, project, every })];
    }),
  );
}

function pollOf({
  type,
  projectId,
  project: { path, triggers },
  every,
}: {
  readonly type: string;
  readonly projectId: string;
  readonly project: Pick<ProjectConfiguration, 'path' | 'triggers'>;
  readonly every: number;
}): Poll {
  const id = `${TRIGGER_PREFIX}${type}/${projectId}`;
  const task: NewTask = {
    type: `${TRIGGER_PREFIX}${type}`,
    projectId,
    projectPath: path,
    event: { kind: 'poll' },
    configuration: triggers[type],
  };
  const { idempotencyKey: _unused, ...options } = triggerOptions({ type, projectId });
  const delay = Math.floor(spreadOf(id) * Math.min(every * SPREAD, MAX_SPREAD));
  return { task, schedule: { id, every, task, options: { ...options, delay }, overlap: 'skip' } };
}

/** Returns a number from 0 to 1 that is the same for the same id. */
const spreadOf = (id: string): number =>
  createHash('sha256').update(id).digest().readUInt32BE(0) / 0xff_ff_ff_ff;

/** Returns how often a trigger polls in a project; undefined for never. */
function interval(
  { every, option, whenOff }: TriggerPoll,
  configured: Readonly<Record<string, unknown>>,
): number | undefined {
  const chosen = option === undefined ? undefined : configured[option];
  if (chosen === false) return whenOff;
  return typeof chosen === 'number' ? chosen : every;
}
