import type { Alarm } from './silence-alarm.ts';

/** How many deliveries in a row fail before the secret is taken to be wrong. */
const MANY = 5;

/** Finds out that the secret of a webhook never matches: deliveries arrive, and not one has a valid signature. */
export class SecretAlarm {
  readonly #refused = new Map<string, number>();
  readonly #matched = new Set<string>();

  /** Notes how a delivery to a route was answered. Returns whether that raises an alarm. */
  note(route: string, status: number): boolean {
    if (status < 300) this.#matched.add(route);
    if (status !== 401) return false;
    const count = (this.#refused.get(route) ?? 0) + 1;
    this.#refused.set(route, count);
    return count === MANY && !this.#matched.has(route);
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
