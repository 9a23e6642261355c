/** Characters of {@link LineSplitter.beginning}. */
const BEGINNING = 32;

/** Puts chunks of text together to lines. Each character is looked at once, however long a line is. */
export class LineSplitter {
  #pieces: string[] = [];
  /** Characters of the line that has begun. */
  length = 0;
  /** The first characters of the line that has begun. */
  beginning = '';

  /** Takes a chunk and gives the lines that it ends. */
  take(chunk: string): string[] {
    const lines = chunk.split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = this.#pieces.join('') + lines[0];
      this.#pieces = [];
      this.length = 0;
      this.beginning = '';
    }
    if (rest !== '') this.#pieces.push(rest);
    if (this.beginning.length < BEGINNING) this.beginning += rest.slice(0, BEGINNING);
    this.length += rest.length;
    return lines;
  }
}
