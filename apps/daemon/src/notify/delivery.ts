import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { Engine, Notice } from '@poppobuilder/engine';
import type { NotifyConfiguration } from '../configuration/notify-configuration.ts';
import { receiverId } from './receiver-id.ts';

/** Options of {@link NoticeDelivery}. */
export interface DeliveryOptions {
  readonly notices: Engine['notices'];
  readonly receivers: () => readonly NotifyConfiguration[];
  readonly onError: (error: unknown) => void;
  /** How often due messages are looked for. In milliseconds. @defaultValue 5000 */
  readonly interval?: number | undefined;
}

const TIMEOUT = 10_000;
/** In milliseconds, doubled with each failure. */
const FIRST_DELAY = 5_000;
const MAX_DELAY = 3_600_000;

/** The longest reason of a failure that is kept. In characters. */
const MAX_REASON = 500;

/** Returns why a receiver failed, for people to read: URLs of chats are secrets. */
function problemOf(error: unknown, url: string): string {
  const { cause } = Object(error) as { readonly cause?: unknown };
  // What fetch() throws says nothing but that it failed.
  const reason = reasonOf(cause instanceof Error && cause.message !== '' ? cause : error);
  const { host, pathname, search } = new URL(url);
  return reason.replaceAll(url, host).replaceAll(`${pathname}${search}`, '/…').slice(0, MAX_REASON);
}

/** Delivers stored messages, also those of an earlier process. A receiver that fails gets its messages later. */
export class NoticeDelivery {
  readonly #options: DeliveryOptions;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Delivers what is due now, and looks again from time to time while there are receivers. */
  async deliver(): Promise<void> {
    clearTimeout(this.#timer);
    this.#working ??= this.#deliver().finally(() => (this.#working = undefined));
    await this.#working;
    const { receivers, interval = 5_000 } = this.#options;
    if (this.#isClosed || receivers().length === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.deliver(), interval).unref();
  }

  /** Resolves when a message that is being delivered has arrived, so that it is not sent again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #deliver(): Promise<void> {
    const { notices, receivers, onError } = this.#options;
    try {
      const urls = new Map(receivers().map(({ webhook: { url } }) => [receiverId(url), url]));
      const due = Map.groupBy(await notices.due(), ({ receiver }) => receiver);
      // None of them has to wait for another one that does not answer.
      await Promise.all(
        [...due].map(async ([receiver, messages]) => this.#deliverTo(urls.get(receiver), messages)),
      );
    } catch (error) {
      onError(error);
    }
  }

  async #deliverTo(url: string | undefined, messages: readonly Notice[]): Promise<void> {
    let silence: string | undefined;
    for (const message of messages) {
      if (this.#isClosed) return;
      // Who is no longer configured is no longer notified.
      if (url === undefined) await this.#options.notices.markSent(message.key);
      else if (silence === undefined) silence = await this.#send(url, message);
      else await this.#postpone(message, silence);
    }
  }

  /** Resolves with the problem of a receiver that did not answer at all. */
  async #send(url: string, message: Notice): Promise<string | undefined> {
    const { notices, onError } = this.#options;
    const { key, body, failures } = message;
    let hasAnswered = false;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'poppobuilder' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      hasAnswered = true;
      await response.body?.cancel();
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      await notices.markSent(key);
      return undefined;
    } catch (error) {
      const problem = problemOf(error, url);
      if (failures === 0) {
        onError(new Error(`A receiver of notifications failed, and is tried again: ${problem}`));
      }
      await this.#postpone(message, problem);
      return hasAnswered ? undefined : problem;
    }
  }

  async #postpone({ key, failures }: Notice, problem: string): Promise<void> {
    const delay = Math.min(FIRST_DELAY * 2 ** failures, MAX_DELAY);
    await this.#options.notices.postpone(key, delay, problem);
  }
}
