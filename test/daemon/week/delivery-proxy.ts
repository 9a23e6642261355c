import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Listening, listen } from '../../support/github/listen.ts';

/** What becomes of deliveries: parts of one. What is left arrives at once. */
export interface Fates {
  readonly lost: number;
  readonly doubled: number;
  /** Later than others, and so in another order. */
  readonly delayed: number;
}

const FATES: Fates = { lost: 0.07, doubled: 0.1, delayed: 0.2 };

/** Longest delay of a delivery. In milliseconds. */
const LONGEST = 3_000;

/** Headers that a delivery keeps. */
const KEPT = ['content-type', 'x-github-event', 'x-hub-signature-256'] as const;

/** Stands between GitHub and a daemon: gives deliveries ids as GitHub does, loses, doubles, delays and reorders them. */
export class DeliveryProxy implements AsyncDisposable {
  /** Where GitHub sends deliveries to. */
  readonly url: string;
  /** How many deliveries were lost, doubled, delayed, accepted, refused, or met no daemon. */
  readonly counts: Record<
    'sent' | 'lost' | 'doubled' | 'delayed' | 'accepted' | 'ignored' | 'refused' | 'unheard',
    number
  > = {
    sent: 0,
    lost: 0,
    doubled: 0,
    delayed: 0,
    accepted: 0,
    ignored: 0,
    refused: 0,
    unheard: 0,
  };
  /** Where the daemon receives them; it is another address after each start. */
  target: string | undefined;
  readonly #listening: Listening;
  readonly #underway = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  private constructor(listening: Listening) {
    this.#listening = listening;
    this.url = `${listening.url}/`;
  }

  static async open(random: () => number, fates: Fates = FATES): Promise<DeliveryProxy> {
    const listening = await listen((request, response) => {
      const chunks: Uint8Array[] = [];
      request.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
      request.on('end', () => {
        // GitHub's own calls do not wait for what becomes of a delivery.
        response.writeHead(202).end();
        const headers = KEPT.flatMap((name) => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, value] as const] : [];
        });
        proxy.#decide(Buffer.concat(chunks), Object.fromEntries(headers), random, fates);
      });
    });
    const proxy = new DeliveryProxy(listening);
    return proxy;
  }

  /** Resolves once nothing is underway any more. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
  }

  #decide(body: Uint8Array, kept: Record<string, string>, random: () => number, fates: Fates): void {
    const headers = { ...kept, 'x-github-delivery': randomUUID() };
    const [fate, wait, second] = [random(), random() * LONGEST, random() * LONGEST];
    this.counts.sent += 1;
    if (fate < fates.lost) {
      this.counts.lost += 1;
    } else if (fate < fates.lost + fates.doubled) {
      this.counts.doubled += 1;
      this.#send(body, headers, 0);
      this.#send(body, headers, second);
    } else if (fate < fates.lost + fates.doubled + fates.delayed) {
      this.counts.delayed += 1;
      this.#send(body, headers, wait);
    } else {
      this.#send(body, headers, 0);
    }
  }

  #send(body: Uint8Array, headers: Record<string, string>, wait: number): void {
    const sending = this.#deliver(body, headers, wait).catch(() => void (this.counts.unheard += 1));
    this.#underway.add(sending);
    void sending.finally(() => this.#underway.delete(sending));
  }

  async #deliver(body: Uint8Array, headers: Record<string, string>, wait: number): Promise<void> {
    const { signal } = this.#closing;
    if (wait > 0) await delay(wait, undefined, { signal });
    if (this.target === undefined) throw new Error('There is no daemon.');
    const response = await fetch(this.target, { method: 'POST', headers, body, signal });
    const text = await response.text();
    if (response.status !== 202) this.counts.refused += 1;
    else if (text.includes('"accepted":true')) this.counts.accepted += 1;
    else this.counts.ignored += 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.settled();
    await this.#listening[Symbol.asyncDispose]();
  }
}
