import { createHash } from 'node:crypto';

/** Returns what stands for the URL of a receiver in the database: URLs of chats are secrets. */
export const receiverId = (url: string): string =>
  createHash('sha256').update(url).digest('hex').slice(0, 16);
