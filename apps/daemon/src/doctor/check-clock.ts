import { broken, fine, type Outcome, weak } from './finding.ts';

/** Beyond that, signatures of webhooks are refused. In milliseconds. */
const MOST = 5 * 60_000;
const MUCH = 30_000;

/** A clock, and how far it is ahead of this machine's. */
export interface OtherClock {
  readonly name: string;
  /** In milliseconds. */
  readonly ahead: number;
}

/** Compares the clock of this machine with others. */
export function judgeClock(others: readonly OtherClock[]): Outcome {
  const [furthest] = others.toSorted((a, b) => Math.abs(b.ahead) - Math.abs(a.ahead));
  if (furthest === undefined) {
    const message = 'The clock was compared with no other one.';
    return weak(message, 'Set a token for a project, and run the command again.');
  }
  const difference = Math.abs(furthest.ahead);
  const names = others.map(({ name }) => name).join(' and ');
  if (difference < MUCH) return fine(`The clock agrees with that of ${names}.`);
  const message = `The clock is ${Math.round(difference / 1_000)} seconds ${furthest.ahead > 0 ? 'behind' : 'ahead of'} that of ${furthest.name}.`;
  const fix = 'Let the system set its clock by NTP: timedatectl set-ntp true.';
  return difference > MOST ? broken(message, fix) : weak(message, fix);
}
