import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Plugin, type Secret, type TaskError, TaskExecutor, type TaskResult } from '@poppobuilder/core';
import { homeOf, type TestProject } from '../../project/create-test-project.ts';
import { placeSecrets } from '../../run/place-secrets.ts';
import { logsOf, recordEvents } from '../../run/record-events.ts';
import type { RecordedEvent, RecordedLog } from '../../run/task-outcome.ts';
import type { ContractExample } from '../contract-example.ts';
import { type HandlerTap, observePlugin, type Statements } from '../observe/observe-plugin.ts';
import { type Observation, watchProcess } from '../observe/watch-process.ts';
import { GRACE, HandlerClock } from './handler-clock.ts';
import { projectWith } from './project-templates.ts';
import { digestsOf, type WrittenFile, writtenSince } from './snapshot.ts';

/** How a trial differs from the plain example. */
export interface TrialOptions {
  /** Milliseconds. @defaultValue that of the example, else {@link MAX_TRIAL_TIME} */
  readonly timeout?: number | undefined;
  /** Cancels the task this many milliseconds after its handler was called; 0 is at once. @defaultValue never */
  readonly cancelAfter?: number | undefined;
  /** @defaultValue 1 */
  readonly attempt?: number | undefined;
  /** @defaultValue those of the example */
  readonly secrets?: Readonly<Record<string, Secret>> | undefined;
  /** @defaultValue those of the example */
  readonly files?: ContractExample['files'];
  /** @defaultValue a new one with these files */
  readonly project?: TestProject | undefined;
  /** How long what it closes may take to be closed. In milliseconds. @defaultValue 1000 */
  readonly closeTime?: number | undefined;
  /** Returns what the handler gets in place of a service. */
  readonly service?: HandlerTap['service'];
  /** Added to the configuration of the example. @defaultValue {} */
  readonly config?: ContractExample['config'];
}

/** One run of an example in this process, with all that was seen of it. */
export interface Trial extends Observation, Statements {
  readonly result?: TaskResult;
  readonly error?: TaskError;
  readonly events: readonly RecordedEvent[];
  readonly logs: readonly RecordedLog[];
  /** Whether the handler was still working when the grace was over. */
  readonly abandoned: boolean;
  /** The milliseconds that the handler took. */
  readonly duration: number;
  /** Whether the handler let nobody else work, and so could not be stopped in time. */
  readonly blocked: boolean;
  /** What it changed in the project. */
  readonly written: readonly WrittenFile[];
  /** The secrets that it could have. */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** An example must end within this time. In milliseconds. */
const MAX_TRIAL_TIME = 30_000;

/** Runs an example once in this process. Rejects only when the example cannot be used at all. */
export async function runTrial(
  plugin: Plugin,
  example: ContractExample,
  options: TrialOptions = {},
): Promise<Trial> {
  if (options.project !== undefined) return runIn(options.project, plugin, example, options);
  await using project = await projectWith(options.files ?? example.files);
  return await runIn(project, plugin, example, options);
}

async function runIn(
  project: TestProject,
  plugin: Plugin,
  example: ContractExample,
  options: TrialOptions,
): Promise<Trial> {
  const { services = [], task } = example;
  const { secrets = example.secrets ?? {}, closeTime = 1_000 } = options;
  const clock = new HandlerClock(options.cancelAfter, options.timeout);
  const { onCalling, onSettled } = clock;
  const observed = observePlugin(plugin, { onCalling, onSettled, service: options.service });
  const plugins = [observed.plugin];
  const { sections } = new TaskExecutor({ plugins, services });
  const { environment, remove } = await placeSecrets(project.path, secrets, sections);
  const taskId = `contract-${randomUUID()}`;
  const before = await digestsOf(project.path);
  let abandoned = false;
  const work = async (): Promise<Pick<Trial, 'result' | 'error' | 'events'>> => {
    const projectConfig = { ...example.config, ...options.config };
    const homeFolder = homeOf(project) ?? join(project.path, '../home');
    await using executor = new TaskExecutor(
      { plugins, services, projectConfig, environment, homeFolder, grace: GRACE, timeout: MAX_TRIAL_TIME },
      { onAbandoned: () => void (abandoned = true) },
    );
    const events = recordEvents(executor);
    const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
    const whole = { projectId: 'contract', ...task, ...timeout, id: taskId, projectPath: project.path };
    try {
      const { attempt = 1 } = options;
      return { result: await executor.execute(whole, { signal: clock.signal, attempt }), events };
    } catch (error) {
      return { error: error as TaskError, events };
    }
  };
  try {
    const { value, observation } = await watchProcess({ taskId, folder: project.path, closeTime }, work);
    const { duration, blocked } = clock;
    const logs = logsOf(value.events);
    const written = await writtenSince(before, project.path);
    const { statements } = observed;
    return { ...value, ...observation, ...statements, logs, abandoned, duration, blocked, written, secrets };
  } finally {
    await remove();
  }
}
