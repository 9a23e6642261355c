import { TaskError } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';
import type { ActiveHours } from '../configuration/active-hours-configuration.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import { type HoursAt, hoursAt } from './hours.ts';

/** Options of {@link ActiveHoursKeeper}. */
export interface ActiveHoursOptions {
  readonly holds: Engine['holds'];
  readonly configuration: () => DaemonConfiguration;
  readonly onError: (error: unknown) => void;
  /** In milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

const PREFIX = 'active-hours/';

/** How long after the last look at the clock it is looked at again: it may be set. In milliseconds. */
const MAX_WAIT = 30_000;

/** Holds the tasks of projects outside their active hours. */
export class ActiveHoursKeeper {
  readonly #options: ActiveHoursOptions;
  /** What was placed, by the id of the hold. */
  readonly #placed = new Map<string, number | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #pending: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: ActiveHoursOptions) {
    this.#options = options;
  }

  /**
   * Places and releases holds as the configuration and the clock say, and goes on doing so. Tasks of a project whose hours cannot
   * be computed wait.
   */
  async refresh(): Promise<void> {
    this.#pending = this.#pending.catch(() => undefined).then(async () => this.#apply());
    await this.#pending;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #apply(): Promise<void> {
    const { configuration, onError, now = Date.now } = this.#options;
    clearTimeout(this.#timer);
    let next = MAX_WAIT;
    try {
      const current = new Date(now());
      const needed = new Set<string>();
      const known = this.#placed.size === 0 ? await this.#readPlaced() : this.#placed;
      for (const [id, { activeHours }] of Object.entries(configuration().projects)) {
        if (activeHours === undefined) continue;
        const { isOpen, until } = read(activeHours, current);
        if (until !== undefined) next = Math.min(next, until.getTime() - current.getTime());
        if (isOpen) continue;
        needed.add(PREFIX + id);
        if (known.has(PREFIX + id) && known.get(PREFIX + id) === until?.getTime()) continue;
        await this.#place(id, until);
      }
      for (const id of this.#placed.keys()) {
        if (!needed.has(id)) await this.#release(id);
      }
    } catch (error) {
      onError(error);
      next = RETRY_DELAY;
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.refresh(), Math.max(next, 1)).unref();
  }

  /** Holds that an earlier process placed. */
  async #readPlaced(): Promise<ReadonlyMap<string, number | undefined>> {
    for (const { id, until } of await this.#options.holds.list()) {
      if (id.startsWith(PREFIX)) this.#placed.set(id, until?.getTime());
    }
    return this.#placed;
  }

  async #place(project: string, until: Date | undefined): Promise<void> {
    const message =
      until === undefined
        ? `The active hours of "${project}" cannot be computed.`
        : `It is outside the active hours of "${project}".`;
    await this.#options.holds.place({
      id: PREFIX + project,
      scope: { project },
      reason: { code: 'ACTIVE_HOURS', message },
      until,
      by: 'activeHours',
    });
    this.#placed.set(PREFIX + project, until?.getTime());
  }

  async #release(id: string): Promise<void> {
    try {
      await this.#options.holds.release(id);
    } catch (error) {
      // It has ended by itself.
      if (!TaskError.is(error) || error.code !== 'TASK_NOT_FOUND') throw error;
    }
    this.#placed.delete(id);
  }
}

/** After an error. In milliseconds. */
const RETRY_DELAY = 5_000;

function read(hours: ActiveHours, now: Date): HoursAt {
  try {
    return hoursAt(hours, now);
  } catch {
    return { isOpen: false, until: undefined };
  }
}
