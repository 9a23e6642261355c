import { randomBytes } from 'node:crypto';

/** Matches every canary; no place that an attempt learns of contains one. */
export const CANARY_PATTERN = 'loot-[a-z]+-[0-9a-f]{32}';

/** A text that is nowhere else on the machine. */
export const canary = (kind: string): string => `loot-${kind}-${randomBytes(16).toString('hex')}`;

/** Whether a text holds a canary. */
export const hasCanary = (text: string): boolean => new RegExp(CANARY_PATTERN).test(text);
