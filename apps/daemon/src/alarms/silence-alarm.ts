import type { TaskRunner } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';

/** Something that a person should look at. */
export interface Alarm {
  readonly code: string;
  readonly message: string;
}

/** Options of {@link SilenceAlarm}. */
export interface SilenceAlarmOptions {
  readonly engine: Pick<Engine, 'tasks'>;
  readonly runner: Pick<TaskRunner, 'on' | 'off'>;
  /** Returns whether a task could start, as far as slots go. */
  readonly hasFreeSlot: () => boolean;
  /** In milliseconds of `performance.now()`. @defaultValue performance.now */
  readonly now?: (() => number) | undefined;
}

/** In milliseconds. */
const SILENCE = 15 * 60_000;

/** What keeps a task from starting although nothing is meant to. */
const UNEXPECTED: ReadonlySet<string> = new Set(['SLOT', 'NO_CONSUMER', 'LABELS']);

/** Finds out that work waits without a hold, a slot is free, and still nothing has started for 15 minutes. */
export class SilenceAlarm {
  readonly #options: SilenceAlarmOptions;
  #lastStart: number;

  constructor(options: SilenceAlarmOptions) {
    this.#options = options;
    this.#lastStart = this.#now();
    options.runner.on('task-started', this.#onStarted);
  }

  /** Returns the alarm, if there is one. Rejects with `DATABASE_UNAVAILABLE`. */
  async check(): Promise<Alarm | undefined> {
    const { engine, hasFreeSlot } = this.#options;
    if (this.#now() - this.#lastStart < SILENCE || !hasFreeSlot()) return undefined;
    const { tasks } = await engine.tasks.list({ state: 'queued', limit: 1_000 });
    const waiting = tasks.filter(({ waitingFor }) => UNEXPECTED.has(waitingFor?.code ?? ''));
    const oldest = waiting.at(-1);
    if (oldest === undefined) return undefined;
    return {
      code: 'SILENCE',
      message: `${waiting.length === 1 ? '1 task waits' : `${waiting.length} tasks wait`} without a hold, and nothing has started for 15 minutes. The oldest is "${oldest.id}": ${oldest.waitingFor?.message ?? ''} See \`poppo explain ${oldest.id}\` and the log of the daemon.`,
    };
  }

  close(): void {
    this.#options.runner.off('task-started', this.#onStarted);
  }

  #now(): number {
    return (this.#options.now ?? (() => performance.now()))();
  }

  readonly #onStarted = (): void => {
    this.#lastStart = this.#now();
  };
}
