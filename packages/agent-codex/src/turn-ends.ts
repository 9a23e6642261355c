import type { CountedResponse } from './usage/usage-meter.ts';

/**
 * Puts the ends of turns between what happened in them. The CLI records what a response took at no certain moment: before or
 * after it reports what the response asked for. So a turn ends only after something that it did.
 */
export class TurnEnds {
  readonly #report: (response: CountedResponse) => void;
  readonly #counted: CountedResponse[] = [];
  #hasDone = false;

  constructor(report: (response: CountedResponse) => void) {
    this.#report = report;
  }

  /** Takes what a response took. */
  readonly add = (response: CountedResponse): void => void this.#counted.push(response);

  /** Notes that something was done in the turn. */
  noteDone(): void {
    this.#hasDone = true;
  }

  /** Ends the turn if something was done in it, and what it took is known. */
  endTurn(): void {
    if (!this.#hasDone) return;
    const response = this.#counted.shift();
    if (response === undefined) return;
    this.#hasDone = false;
    this.#report(response);
  }

  /** Ends all turns whose responses are known. */
  endAll(): void {
    for (const response of this.#counted.splice(0)) this.#report(response);
  }
}
