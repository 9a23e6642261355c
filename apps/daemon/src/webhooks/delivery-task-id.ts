import { createHash } from 'node:crypto';
import { triggerKey, type TriggerOfProject } from '../triggers/trigger-options.ts';

/**
 * Returns the id of the task of a delivery: a UUID that is the same whenever the delivery comes. A task exists once for its id,
 * which takes one statement to store; an idempotency key would take a transaction.
 */
export function deliveryTaskId(trigger: TriggerOfProject, deliveryId: string): string {
  const digest = createHash('sha256')
    .update(`${triggerKey(trigger)}/delivery/${deliveryId}`)
    .digest();
  // Version 8: made by a hash.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
