import { ErrorTail, LineDecoder } from '@poppobuilder/agent/provider-kit';
import type { CliOptions, MeterReading } from '@poppobuilder/agent/provider-kit';
import type { Masker, ProcessSupervisor } from '@poppobuilder/core';
import type { CodexRun } from './outcome/codex-run.ts';
import { RunClocks } from './run-clocks.ts';
import { parseEvent } from './stream/parse-event.ts';
import { isTool } from './stream/report-event.ts';
import type { CompletedEvent, StreamEvent } from './stream/stream-events.ts';
import type { TurnEnds } from './turn-ends.ts';
import type { UsageMeter } from './usage/usage-meter.ts';

/** Options of {@link runCodex}. */
export interface CodexLaunch {
  readonly options: CliOptions;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it cannot write where the runner confines processes. */
  readonly readOnly: readonly string[];
  readonly hasCredentials: boolean;
  readonly meter: UsageMeter;
  /** Is told by the meter what each response took. */
  readonly turns: TurnEnds;
  readonly masker: Masker;
  readonly onEvent: (event: StreamEvent) => void;
}

/** Runs the CLI until it and all its child processes have exited. A timeout or a limit stops it. */
export async function runCodex(processes: ProcessSupervisor, launch: CodexLaunch): Promise<CodexRun> {
  const { options, meter, turns } = launch;
  const seen = new SeenEvents();
  const errors = new ErrorTail(launch.masker);
  const limits = new Limits(options, (by) => clocks.expire(by));
  const readMeter = async (sessionId: string | undefined): Promise<void> =>
    limits.check(await meter.read(sessionId).catch(() => undefined));
  let handled = Promise.resolve();
  const lines = new LineDecoder((line) => {
    const event = parseEvent(line);
    clocks.observe(event);
    seen.observe(event);
    const { sessionId } = seen;
    const handle = async (): Promise<void> => {
      if (event.type !== 'item') {
        launch.onEvent(event);
        return;
      }
      await readMeter(sessionId);
      turns.endTurn();
      launch.onEvent(event);
      if (event.phase === 'completed' && (isTool(event) || event.kind === 'agent_message')) {
        turns.noteDone();
        await readMeter(sessionId);
        turns.endTurn();
      }
    };
    handled = handled.then(handle, handle);
  });
  const child = processes.start(options.command, launch.args, {
    cwd: options.cwd,
    environment: launch.environment,
    readOnly: launch.readOnly,
    input: options.prompt,
    hasSecrets: true,
    onStdout: (chunk) => lines.write(chunk),
    onStderr: (chunk) => errors.write(chunk),
  });
  const clocks = new RunClocks({ idle: options.idleTimeout, wall: options.timeout }, () => void child.stop());
  const end = await child.ended;
  lines.end();
  clocks.end();
  await handled;
  const { sessionId, completed } = seen;
  const recorded = await meter.read(sessionId);
  const reading = readingOf(seen, meter, recorded);
  turns.endAll();
  return {
    end,
    stoppedBy: clocks.stoppedBy,
    isCompleted: completed !== undefined,
    answer: seen.answer,
    failure: seen.failure,
    hasCredentials: launch.hasCredentials,
    sessionId,
    hasStarted: sessionId !== undefined,
    stderr: errors.end(),
    reading,
  };
}

function readingOf(seen: SeenEvents, meter: UsageMeter, recorded: MeterReading): MeterReading {
  if (seen.completed !== undefined) return meter.readTotal(seen.completed.usage);
  const isStopped = seen.sessionId !== undefined && seen.failure === undefined;
  return isStopped ? meter.readStopped(seen.written) : recorded;
}

/** The events that determine the outcome. */
class SeenEvents {
  sessionId: string | undefined;
  answer = '';
  failure: string | undefined;
  completed: CompletedEvent | undefined;
  /** Length of what the model wrote last. In characters. */
  written = 0;

  observe(event: StreamEvent): void {
    if (event.type === 'started') this.sessionId = event.sessionId;
    else if (event.type === 'failed') this.failure = event.message;
    else if (event.type === 'completed') this.completed = event;
    if (event.type !== 'item') return;
    this.written = event.text.length;
    if (event.kind === 'agent_message') this.answer = event.text;
  }
}

/** Stops a run that reaches a limit, which the CLI does not know. They are checked after each step, so a run may exceed them. */
class Limits {
  readonly #options: Pick<CliOptions, 'maxTurns' | 'maxBudgetUsd'>;
  readonly #expire: (by: 'turns' | 'budget') => void;

  constructor(
    options: Pick<CliOptions, 'maxTurns' | 'maxBudgetUsd'>,
    expire: (by: 'turns' | 'budget') => void,
  ) {
    this.#options = options;
    this.#expire = expire;
  }

  check(reading: MeterReading | undefined): void {
    const { maxTurns, maxBudgetUsd } = this.#options;
    if (reading === undefined) return;
    if (maxBudgetUsd !== undefined && reading.costUsd > maxBudgetUsd) this.#expire('budget');
    else if (maxTurns !== undefined && reading.turns > maxTurns) this.#expire('turns');
  }
}
