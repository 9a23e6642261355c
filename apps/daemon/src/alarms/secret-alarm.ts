import type { Alarm } from './silence-alarm.ts';

/** How many deliveries in a row fail before the secret is taken to be wrong. */
const MANY = 5;

/** Finds out that the secret of a webhook never matches: deliveries arrive, and not one has a valid signature. */
export class SecretAlarm {
  readonly #refused = new Map<string, number>();
  readonly #matched = new Set<string>();

  /** Notes how a delivery to a route was answered. */
  note(route: string, status: number): void {
    if (status < 300) this.#matched.add(route);
    else if (status === 401) this.#refused.set(route, (this.#refused.get(route) ?? 0) + 1);
  }

  /** Returns an alarm for each route whose secret never matched. */
  check(): Alarm[] {
    return [...this.#refused]
      .filter(([route, count]) => count >= MANY && !this.#matched.has(route))
      .map(([route, count]) => ({
        code: 'WEBHOOK_SECRET',
        message: `${count} deliveries to /webhooks/${route} were refused, and none had a valid signature. Set the secret of the webhook and that of the daemon to the same value.`,
      }));
  }
}
