import { createHash, randomBytes } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of pg-boss's job for a task: the task's own when that is a UUID, else one that is made of it. */
export function jobIdOf(taskId: string): string {
  if (UUID.test(taskId)) return taskId;
  const digest = createHash('sha256').update('poppobuilder task\0').update(taskId).digest();
  return format(digest, 0x80);
}

/** A new id, in the order of time so that it is appended to indexes. @see RFC 9562, version 7 */
export function newTaskId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  return format(bytes, 0x70);
}

function format(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
