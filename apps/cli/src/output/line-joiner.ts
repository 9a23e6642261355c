/** Maximum length of a line; a longer one is split. In characters. */
const MAX_LINE = 64 * 1024;

/** Joins the pieces of a text into lines. */
export class LineJoiner {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    if (this.#rest.length > MAX_LINE) this.end();
  }

  /** Emits the rest as a line. */
  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#emit(rest);
  }

  /** Emits what a terminal shows of a line that was overwritten with carriage returns. */
  #emit(line: string): void {
    this.#onLine(line.replace(/\r$/, '').replace(/^.*\r/s, ''));
  }
}
