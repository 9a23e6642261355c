import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import { isTool } from './stream/report-event.ts';
import type { StreamEvent } from './stream/stream-events.ts';

/** Why the agent was stopped: a timeout, or a limit. */
export type StoppedBy = 'idle' | 'timeout' | 'after-answer' | 'turns' | 'budget';

/** How long the process may take to exit after its answer. In milliseconds. */
const EXIT_TIMEOUT = 5_000;

/**
 * How many times the idle timeout may pass without an event. The stream has no events while the model writes an answer; the
 * CLI itself watches its connection, by the idle timeout.
 */
const SILENT_PERIODS = 4;

/** What the CLI says when its connection was silent for the idle timeout. */
const IDLE = /idle timeout waiting for/i;

/** Timeouts of a run. In milliseconds. */
export interface ClockOptions {
  readonly idle: number;
  /** Longest time for the whole run. */
  readonly wall: number | undefined;
}

/** The clocks of a run. The first to expire stops the agent. None but that of the whole run counts while a tool runs. */
export class RunClocks {
  readonly #options: ClockOptions;
  readonly #stop: () => void;
  readonly #wall: Timer | undefined;
  readonly #tools = new Set<string>();
  #silence: Timer | undefined;
  #stoppedBy: StoppedBy | undefined;

  constructor(options: ClockOptions, stop: () => void) {
    this.#options = options;
    this.#stop = stop;
    if (options.wall !== undefined) this.#wall = startTimer(options.wall, () => this.expire('timeout'));
    this.#await(options.idle * SILENT_PERIODS, 'idle');
  }

  get stoppedBy(): StoppedBy | undefined {
    return this.#stoppedBy;
  }

  observe(event: StreamEvent): void {
    if (this.#stoppedBy !== undefined) return;
    if (event.type === 'item' && isTool(event)) {
      if (event.phase === 'completed') this.#tools.delete(event.id);
      else this.#tools.add(event.id);
    }
    if (event.type === 'error' && IDLE.test(event.message)) this.expire('idle');
    else if (event.type === 'completed' || event.type === 'failed') this.#await(EXIT_TIMEOUT, 'after-answer');
    else if (this.#tools.size > 0) this.#silence?.stop();
    else this.#await(this.#options.idle * SILENT_PERIODS, 'idle');
  }

  /** Stops the agent, unless something has already. */
  expire(by: StoppedBy): void {
    if (this.#stoppedBy !== undefined) return;
    this.end();
    this.#stoppedBy = by;
    this.#stop();
  }

  end(): void {
    this.#wall?.stop();
    this.#silence?.stop();
  }

  #await(time: number, by: StoppedBy): void {
    this.#silence?.stop();
    this.#silence = startTimer(time, () => this.expire(by));
  }
}
