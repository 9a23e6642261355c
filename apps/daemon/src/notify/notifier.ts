import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { TaskError } from '@poppobuilder/core';
import { reasonOf, TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { Engine, EngineEvent } from '@poppobuilder/engine';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { Occasion } from '../configuration/notify-configuration.ts';
import { NoticeDelivery } from './delivery.ts';
import { receiverId } from './receiver-id.ts';

/** Options of {@link Notifier}. */
export interface NotifierOptions {
  readonly engine: Pick<Engine, 'events' | 'tasks' | 'notices'>;
  readonly configuration: () => DaemonConfiguration;
  /** Keeps up to where events were read. */
  readonly cursorFile: string;
  readonly onError: (error: unknown) => void;
  /** How often due messages are looked for. In milliseconds. @defaultValue 5000 */
  readonly interval?: number | undefined;
}

/** Something to notify of. */
export interface NotifiedOccasion {
  readonly occasion: Occasion;
  /** For people. */
  readonly text: string;
  /** Names what happened: nobody is notified of it twice. */
  readonly key: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

/** While the database is away. In milliseconds. */
const RETRY_DELAY = 5_000;

const RESULTS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/**
 * Notifies the receivers of the configuration: of results, and of what needs a person. Each gets one message for each task and
 * occasion, also when the daemon was down meanwhile.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #delivery: NoticeDelivery;
  #reading: AbortController | undefined;
  #done: Promise<void> = Promise.resolve();

  constructor(options: NotifierOptions) {
    this.#options = options;
    const { engine, configuration, onError, interval } = options;
    this.#delivery = new NoticeDelivery({
      notices: engine.notices,
      receivers: () => configuration().notify,
      onError,
      interval,
    });
  }

  /** Reads events while anybody is to be notified. */
  async refresh(): Promise<void> {
    const isWanted = this.#options.configuration().notify.length > 0;
    if (!isWanted) {
      this.#reading?.abort();
      this.#reading = undefined;
      // Whoever is to be notified later is not notified of what happened until then.
      rmSync(this.#options.cursorFile, { force: true });
      return;
    }
    if (this.#reading === undefined) {
      this.#reading = new AbortController();
      const after = this.#readCursor() ?? (await this.#options.engine.events.latestCursor());
      this.#keepCursor(after);
      this.#done = this.#read(after, this.#reading.signal).catch(this.#options.onError);
    }
    void this.#delivery.deliver();
  }

  /** Notifies those who want to know. */
  async notify({ occasion, text, key, body = {} }: NotifiedOccasion): Promise<void> {
    const receivers = this.#options.configuration().notify.filter(({ on }) => on.includes(occasion));
    if (receivers.length === 0) return;
    const added = await this.#options.engine.notices.add(
      receivers.map(({ webhook }) => {
        const receiver = receiverId(webhook.url);
        return { key: `${key} ${receiver}`, receiver, body: { text, occasion, ...body } };
      }),
    );
    if (added > 0) void this.#delivery.deliver();
  }

  async close(): Promise<void> {
    this.#reading?.abort();
    await Promise.all([this.#done, this.#delivery.close()]);
  }

  async #read(after: string, signal: AbortSignal): Promise<void> {
    for await (const event of this.#options.engine.events.subscribe({ after, kinds: ['state'], signal })) {
      await this.#handle(event, signal);
      if (signal.aborted) return;
      this.#keepCursor(event.cursor);
    }
  }

  /** No event is passed over because the database is away. */
  async #handle(event: EngineEvent, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#onEvent(event);
        return;
      } catch (error) {
        const message = `Nobody was notified of an event: ${reasonOf(error)}`;
        this.#options.onError(new Error(message, { cause: error }));
        if (!TaskError.is(error) || !error.retryable) return;
        await pause(this.#options.interval ?? RETRY_DELAY, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #onEvent({ taskId, state, at, data }: EngineEvent): Promise<void> {
    if (state !== undefined && RESULTS.has(state))
      return this.#onResult(taskId, state as Occasion, { at, data });
    if (state !== 'blocked') return undefined;
    const { waitingFor } = await this.#options.engine.tasks.explain(taskId);
    const approval = waitingFor.find(({ code }) => code === 'APPROVAL');
    if (approval === undefined) return undefined;
    const task = await this.#describe(taskId);
    return this.notify({
      occasion: 'needs-you',
      key: `task ${taskId} approval`,
      text: `The task ${taskId} (${task.type}) of ${task.projectId} waits for an approval: ${approval.message}`,
      body: { taskId, task, at },
    });
  }

  async #onResult(
    taskId: string,
    state: Occasion,
    { at, data }: Pick<EngineEvent, 'at' | 'data'>,
  ): Promise<void> {
    const task = await this.#describe(taskId);
    // Of triggers only failures matter.
    if (task.type.startsWith(TRIGGER_PREFIX) && state !== 'failed') return;
    const { code, message } = Object(data?.['error']) as {
      readonly code?: string;
      readonly message?: string;
    };
    const why = message === undefined ? '' : `: ${code}: ${message}`;
    await this.notify({
      occasion: state,
      key: `task ${taskId} ${state}`,
      text: `The task ${taskId} (${task.type}) of ${task.projectId} ${VERBS[state] ?? state}${why}`,
      body: { taskId, task, state, at, ...(code === undefined ? {} : { error: { code, message } }) },
    });
  }

  async #describe(
    taskId: string,
  ): Promise<{ readonly id: string; readonly type: string; readonly projectId: string }> {
    const { id, type, projectId, key } = await this.#options.engine.tasks.get(taskId);
    return { id, type, projectId, ...(key === undefined ? {} : { key }) };
  }

  #readCursor(): string | undefined {
    try {
      return readFileSync(this.#options.cursorFile, 'utf8');
    } catch {
      return undefined;
    }
  }

  #keepCursor(cursor: string): void {
    const { cursorFile, onError } = this.#options;
    try {
      writeFileSync(`${cursorFile}.new`, cursor, { mode: 0o600 });
      renameSync(`${cursorFile}.new`, cursorFile);
    } catch (error) {
      onError(error);
    }
  }
}

const VERBS: Readonly<Partial<Record<Occasion, string>>> = {
  succeeded: 'has succeeded',
  failed: 'has failed',
  cancelled: 'was cancelled',
  expired: 'has expired',
};
