import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import type { StoppedBy } from './outcome/agent-run.ts';
import type { StreamEvent } from './stream/stream-events.ts';
import { RunningTools } from './running-tools.ts';

/** Timeouts of a run. In milliseconds. */
export interface TimeoutOptions {
  /** Longest time without output. */
  readonly idle: number;
  /** Longest time for background commands after the answer. */
  readonly background: number;
  /** Longest time for the whole run. */
  readonly wall: number | undefined;
}

/** How long the process may take to exit after its answer, without background commands. In milliseconds. */
const EXIT_TIMEOUT = 5_000;

/** Status codes of the model's API for rejected credentials. */
const REFUSED: ReadonlySet<number | undefined> = new Set([401, 403]);

/** Retries after rejected credentials: the CLI may refresh its login before the first. */
const RETRIES_WHEN_REFUSED = 1;

/**
 * The timeouts of a run: without output, for the whole run, and after the answer. The first to expire stops the agent.
 *
 * There is no output timeout while a tool runs, because a build may be silent for long. Tools have their own timeout.
 */
export class RunTimeouts {
  readonly #timeouts: TimeoutOptions;
  readonly #onExpiry: () => void;
  readonly #wall: Timer | undefined;
  #quiet: Timer | undefined;
  readonly #tools = new RunningTools();
  #backgroundTasks = 0;
  #answered = false;
  #stoppedBy: StoppedBy | undefined;

  constructor(timeouts: TimeoutOptions, onExpiry: () => void) {
    this.#timeouts = timeouts;
    this.#onExpiry = onExpiry;
    if (timeouts.wall !== undefined) this.#wall = startTimer(timeouts.wall, () => this.#expire('timeout'));
    this.#await('idle', timeouts.idle);
  }

  /** The timeout that has expired. */
  get stoppedBy(): StoppedBy | undefined {
    return this.#stoppedBy;
  }

  /** Restarts the timeouts after an event. Some events determine how long the next one may take. */
  observe(event: StreamEvent): void {
    if (this.#stoppedBy !== undefined) return;
    this.#tools.observe(event);
    if (event.type === 'api-retry' && REFUSED.has(event.status) && event.attempt > RETRIES_WHEN_REFUSED) {
      this.#expire('refused');
      return;
    }
    if (event.type === 'background-tasks') this.#backgroundTasks = event.count;
    if (event.type === 'result') this.#answered = true;
    if (event.type === 'assistant' || event.type === 'partial') this.#answered = false;
    if (this.#tools.running) this.#quiet?.stop();
    else if (event.type === 'api-retry') this.#await('idle', this.#timeouts.idle + event.delay);
    else if (!this.#answered) this.#await('idle', this.#timeouts.idle);
    else this.#await('after-result', this.#backgroundTasks > 0 ? this.#timeouts.background : EXIT_TIMEOUT);
  }

  end(): void {
    this.#wall?.stop();
    this.#quiet?.stop();
  }

  #await(clock: StoppedBy, time: number): void {
    this.#quiet?.stop();
    this.#quiet = startTimer(time, () => this.#expire(clock));
  }

  #expire(clock: StoppedBy): void {
    this.end();
    this.#stoppedBy = clock;
    this.#onExpiry();
  }
}
