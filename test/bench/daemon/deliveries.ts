import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SECRET } from './bench-daemon.ts';

/** Size of a usual delivery of GitHub. In bytes. */
const SIZE = 12_000;

const body: string = JSON.stringify({
  action: 'opened',
  repository: { full_name: 'project' },
  padding: 'x'.repeat(SIZE),
});
const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;

/** Sends one delivery, and resolves with the milliseconds until it was accepted. */
export async function deliver(url: string, id: string = randomUUID()): Promise<number> {
  const sentAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': id,
      'x-hub-signature-256': signature,
    },
    body,
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`A delivery was refused with ${response.status}: ${text}`);
  return performance.now() - sentAt;
}

/** Sends deliveries at a rate, whether or not earlier ones were answered, and resolves with their times. */
export async function deliverAt(url: string, rate: number, seconds: number): Promise<number[]> {
  const underway: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let count = 0; count < rate * seconds; count += 1) {
    const wait = startedAt + (count * 1_000) / rate - performance.now();
    if (wait > 1) await delay(wait);
    underway.push(deliver(url));
  }
  return Promise.all(underway);
}
