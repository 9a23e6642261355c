import { createHash, randomFillSync } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Returns the id of the pg-boss job of a task: the task's own id when that is a UUID, else one derived from it. */
export function jobIdOf(taskId: string): string {
  if (UUID.test(taskId)) return taskId;
  const digest = createHash('sha256').update('poppobuilder task\0').update(taskId).digest();
  return format(digest, 0x80);
}

/** Random bytes for the next ids: requesting them for each id would dominate its cost. */
const pool = { bytes: Buffer.alloc(4_096), used: 4_096 };

/** The time of the last id, and its counter within the millisecond: 12 bits, starting randomly in the lower half. */
let last = { time: 0, count: 0 };

/**
 * Returns a new id. Ids are in the order of time, so that indexes append them, and each is greater than those created before
 * in this process.
 *
 * @see RFC 9562, version 7, with a counter in `rand_a`
 */
export function newTaskId(now: number = Date.now()): string {
  const bytes = takeRandom(16);
  const start = bytes.readUInt16BE(6) & 0x7ff;
  if (now > last.time) last = { time: now, count: start };
  else if (last.count < 0xfff) last = { time: last.time, count: last.count + 1 };
  else last = { time: last.time + 1, count: start };
  bytes.writeUIntBE(last.time, 0, 6);
  bytes.writeUInt16BE(last.count, 6);
  return format(bytes, 0x70);
}

function takeRandom(size: number): Buffer {
  if (pool.used + size > pool.bytes.length) {
    randomFillSync(pool.bytes);
    pool.used = 0;
  }
  pool.used += size;
  return pool.bytes.subarray(pool.used - size, pool.used);
}

function format(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
