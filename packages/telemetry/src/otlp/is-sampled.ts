/** Digits at the end of an id of a trace that are random, whatever made it. */
const RANDOM_DIGITS = 13;

/** Whether a trace belongs to the part of all traces that is recorded. All processes decide the same. */
export const isSampled = (traceId: string, ratio: number): boolean =>
  ratio >= 1 || Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) < ratio * 16 ** RANDOM_DIGITS;
