import { StringDecoder } from 'node:string_decoder';
import { LineSplitter } from '@poppobuilder/core/runner-kit';

/** The longest line that is kept: many times what the agent ever writes. In characters. */
const MAX_LINE = 16 * 1024 * 1024;

/** Decodes the lines of a stream of bytes, wherever its chunks end. Leaves out blank lines and those beyond the limit. */
export class LineDecoder {
  readonly #decoder = new StringDecoder('utf8');
  readonly #splitter: LineSplitter;
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void, maxLength: number = MAX_LINE) {
    this.#onLine = onLine;
    this.#splitter = new LineSplitter({ maxLength });
  }

  write(chunk: Buffer): void {
    this.#report(this.#splitter.push(this.#decoder.write(chunk)));
  }

  /** Reports the last line, which has no end. */
  end(): void {
    this.#report(this.#splitter.push(this.#decoder.end()));
    this.#report(this.#splitter.flush());
  }

  #report(lines: readonly string[]): void {
    for (const line of lines) if (line.trim() !== '') this.#onLine(line);
  }
}
