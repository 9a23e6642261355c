/** What a {@link LineSplitter} does with long lines. */
export interface LineSplitterOptions {
  /** In characters. @defaultValue no limit */
  readonly maxLength?: number | undefined;
  /** `drop` leaves out a line that is longer, `cut` returns it in parts. @defaultValue 'drop' */
  readonly longLines?: 'drop' | 'cut' | undefined;
}

/** Length of {@link LineSplitter.pendingStart}. In characters. */
const START_LENGTH = 32;

/** Splits text that arrives in chunks into lines. Reads each character once, however long a line is. */
export class LineSplitter {
  readonly #maxLength: number;
  readonly #cuts: boolean;
  #pieces: string[] = [];
  #length = 0;
  #start = '';

  constructor({ maxLength = Infinity, longLines = 'drop' }: LineSplitterOptions = {}) {
    this.#maxLength = maxLength;
    this.#cuts = longLines === 'cut';
  }

  /** Characters of the line that has no end yet, also of those that are dropped. */
  get pendingLength(): number {
    return this.#length;
  }

  /** The first characters of the line that has no end yet. */
  get pendingStart(): string {
    return this.#start;
  }

  /** Adds a chunk. Returns the lines that end in it, without their line feeds. */
  push(chunk: string): string[] {
    const [first = '', ...others] = chunk.split('\n');
    this.#append(first);
    const lines: string[] = [];
    for (const next of others) {
      lines.push(...this.#finish());
      this.#append(next);
    }
    if (this.#cuts && this.#length > this.#maxLength) lines.push(...this.flush());
    return lines;
  }

  /** Returns the line that has no end yet, if there is one that is not dropped, and begins a new one. */
  flush(): string[] {
    return this.#length === 0 ? [] : this.#finish();
  }

  #finish(): string[] {
    const isDropped = this.#length > this.#maxLength && !this.#cuts;
    const lines = isDropped ? [] : [this.#pieces.join('')];
    this.#pieces = [];
    this.#length = 0;
    this.#start = '';
    return lines;
  }

  #append(piece: string): void {
    if (piece === '') return;
    if (this.#start.length < START_LENGTH) {
      this.#start += piece.slice(0, START_LENGTH - this.#start.length);
    }
    this.#length += piece.length;
    if (this.#length > this.#maxLength && !this.#cuts) this.#pieces = [];
    else this.#pieces.push(piece);
  }
}
