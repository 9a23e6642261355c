import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import type { StoppedBy } from '../outcome/agent-run.ts';
import type { StreamEvent } from '../stream/stream-events.ts';
import { RunningTools } from './running-tools.ts';

/** Times of a run, in milliseconds. */
export interface ClockTimes {
  /** Without a sign of life. */
  readonly idle: number;
  /** For background commands, after the answer. */
  readonly background: number;
  /** For the whole run. */
  readonly wall: number | undefined;
}

/** How long the process may take to end once it has answered and nothing runs in the background. */
const EXIT_TIME = 5_000;

/** What the API of the model answers to credentials that it does not accept. */
const REFUSED: ReadonlySet<number | undefined> = new Set([401, 403]);

/** Retries that are left to the CLI then, which may renew its login before the first. */
const RETRIES_WHEN_REFUSED = 1;

/**
 * The clocks of a run: silence, the whole run, and the end after the answer. The first that runs out decides.
 *
 * While a tool runs, silence means nothing: a build may tell nothing for long. The tool has a timeout of its own.
 */
export class AgentClocks {
  readonly #times: ClockTimes;
  readonly #onExpiry: () => void;
  readonly #wall: Timer | undefined;
  #quiet: Timer | undefined;
  readonly #tools = new RunningTools();
  #backgroundTasks = 0;
  #answered = false;
  #stoppedBy: StoppedBy | undefined;

  constructor(times: ClockTimes, onExpiry: () => void) {
    this.#times = times;
    this.#onExpiry = onExpiry;
    if (times.wall !== undefined) this.#wall = startTimer(times.wall, () => this.#expire('timeout'));
    this.#await('idle', times.idle);
  }

  /** Which clock ran out. */
  get stoppedBy(): StoppedBy | undefined {
    return this.#stoppedBy;
  }

  /** Every event is a sign of life; some say how long the next may take. */
  take(event: StreamEvent): void {
    if (this.#stoppedBy !== undefined) return;
    this.#tools.take(event);
    if (event.type === 'api-retry' && REFUSED.has(event.status) && event.attempt > RETRIES_WHEN_REFUSED) {
      this.#expire('refused');
      return;
    }
    if (event.type === 'background-tasks') this.#backgroundTasks = event.count;
    if (event.type === 'result') this.#answered = true;
    if (event.type === 'assistant' || event.type === 'partial') this.#answered = false;
    if (this.#tools.running) this.#quiet?.stop();
    else if (event.type === 'api-retry') this.#await('idle', this.#times.idle + event.delay);
    else if (!this.#answered) this.#await('idle', this.#times.idle);
    else this.#await('after-result', this.#backgroundTasks > 0 ? this.#times.background : EXIT_TIME);
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
