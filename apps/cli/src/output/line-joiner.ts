import { LineSplitter } from '@poppobuilder/core/runner-kit';

/** A longer line is written in parts. In characters. */
const MAX_LINE = 64 * 1024;

/** Puts the lines of a text together again that comes in pieces cut anywhere. */
export class LineJoiner {
  readonly #onLine: (line: string) => void;
  readonly #splitter = new LineSplitter({ maxLength: MAX_LINE, longLines: 'cut' });

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(piece: string): void {
    for (const line of this.#splitter.push(piece)) this.#report(line);
  }

  /** Reports what is left as a line. */
  end(): void {
    for (const line of this.#splitter.flush()) this.#report(line);
  }

  /** Of a line that was drawn over with carriage returns, what a terminal shows at the end. */
  #report(line: string): void {
    this.#onLine(line.replace(/\r$/, '').replace(/^.*\r/s, ''));
  }
}
