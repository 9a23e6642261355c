import { LineSplitter } from '@poppobuilder/core/runner-kit';

/** Maximum length of a line; a longer one is split. In characters. */
const MAX_LINE = 64 * 1024;

/** Joins the pieces of a text into lines. */
export class LineJoiner {
  readonly #onLine: (line: string) => void;
  readonly #splitter = new LineSplitter({ maxLength: MAX_LINE, longLines: 'cut' });

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(piece: string): void {
    for (const line of this.#splitter.push(piece)) this.#report(line);
  }

  /** Reports the rest as a line. */
  end(): void {
    for (const line of this.#splitter.flush()) this.#report(line);
  }

  /** Reports what a terminal shows of a line that was overwritten with carriage returns. */
  #report(line: string): void {
    this.#onLine(line.replace(/\r$/, '').replace(/^.*\r/s, ''));
  }
}
