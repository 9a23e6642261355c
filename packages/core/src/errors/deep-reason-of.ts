import { causesOf } from './causes.ts';
import { reasonOf } from './reason-of.ts';

/** Returns why something failed, with the deepest cause where the error itself does not name it. Never throws. */
export function deepReasonOf(thrown: unknown): string {
  const reason = reasonOf(thrown);
  try {
    const deepest = causesOf(thrown).at(-1);
    if (deepest === undefined || deepest === thrown) return reason;
    const cause = reasonOf(deepest);
    return reason.includes(cause) ? reason : `${reason.replace(/[.:]$/, '')}: ${cause}`;
  } catch {
    // A proxy may throw at any touch.
    return reason;
  }
}
