/** Longest line that is waited for, in characters; a longer one is given in parts. */
const MAX_LINE = 64 * 1024;

/** Puts the lines of a text together again that comes in pieces cut anywhere. */
export class LineJoiner {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#give(line);
    if (this.#rest.length > MAX_LINE) this.end();
  }

  /** Gives what is left as a line. */
  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#give(rest);
  }

  /** Of a line that was drawn over with carriage returns, what a terminal shows at the end. */
  #give(line: string): void {
    this.#onLine(line.replace(/\r$/, '').replace(/^.*\r/s, ''));
  }
}
