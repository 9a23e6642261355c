/**
 * A moment by two clocks that all processes of a machine share: the wall's, and one that nobody sets, which may stand still
 * while the machine sleeps. In milliseconds. `process.hrtime` is the steady one: it reads `CLOCK_MONOTONIC` on Linux, which
 * sandboxes share, the time since the boot on macOS, and `QueryPerformanceCounter` on Windows.
 */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

/** Returns the present moment. */
export const thisMoment = (): Moment => ({ steady: steadyNow(), wall: Date.now() });

/** Returns the moment that is so many milliseconds after another one. */
export const momentAfter = ({ steady, wall }: Moment, milliseconds: number): Moment => ({
  steady: steady + milliseconds,
  wall: wall + milliseconds,
});

/** Whether a moment has passed by one of the clocks. */
export const isPast = ({ steady, wall }: Moment): boolean => steadyNow() >= steady || Date.now() >= wall;

const steadyNow = (): number => Number(process.hrtime.bigint()) / 1e6;
