import { StringDecoder } from 'node:string_decoder';

/** Maximum length of a line, many times what the agent ever writes. In characters. */
const MAX_LINE = 16 * 1024 * 1024;

/** Cuts a stream of bytes into lines, wherever its chunks end. A line beyond the limit is left out. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  readonly #limit: number;
  #parts: string[] = [];
  #length = 0;

  constructor(onLine: (line: string) => void, limit: number = MAX_LINE) {
    this.#onLine = onLine;
    this.#limit = limit;
  }

  /** Takes the next bytes. */
  write(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** Gives the last line when it has no end. */
  end(): void {
    this.#take(this.#decoder.end());
    this.#finishLine();
  }

  #take(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, end));
      this.#finishLine();
      start = end + 1;
    }
    this.#keep(text.slice(start));
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length > this.#limit) this.#parts = [];
    else if (part !== '') this.#parts.push(part);
  }

  #finishLine(): void {
    const line = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    if (line.trim() !== '') this.#onLine(line);
  }
}
