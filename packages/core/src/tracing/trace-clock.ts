/** How far the clocks may be apart. In milliseconds, as all times here. */
const TOLERANCE = 2;

let offset = Number.NaN;

/** Returns the time since the epoch, finer than `Date.now()`. It follows the clock of the machine when that is set, or after a sleep. */
export function traceTime(): number {
  const steady = performance.now();
  const wall = Date.now();
  if (!(Math.abs(wall - offset - steady) <= TOLERANCE)) offset = wall - steady;
  return offset + steady;
}
