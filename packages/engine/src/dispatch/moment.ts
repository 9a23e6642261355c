/** A moment by two clocks: one that nobody sets, and one that goes on while the machine sleeps. In milliseconds. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

/** Returns the present moment. */
export const thisMoment = (): Moment => ({ steady: performance.now(), wall: Date.now() });

/** Returns how long ago a moment was, by the clock that says more. In milliseconds. */
export const timeSince = ({ steady, wall }: Moment): number =>
  Math.max(performance.now() - steady, Date.now() - wall);
