import { keepFirstBytes, keepLastBytes } from '../text/whole-characters.ts';

/**
 * Text kept up to a limit in bytes; of a longer one the first and the last half of the limit, never cut inside a
 * character.
 */
export class KeptText {
  readonly #limit: number;
  readonly #half: number;
  #total = 0;
  #head: Buffer[] = [];
  /** What comes after the head, once the limit is passed: at least its last half of the limit. */
  #tail: Buffer[] | undefined;
  #tailLength = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#half = Math.floor(limit / 2);
  }

  /** Adds text. Returns the part of it that lies within the limit. */
  add(text: string): string {
    const bytes = Buffer.from(text);
    const room = this.#limit - this.#total;
    this.#total += bytes.length;
    if (bytes.length <= room) {
      this.#head.push(bytes);
      return text;
    }
    if (this.#tail === undefined) {
      const all = Buffer.concat([...this.#head, bytes]);
      this.#head = [keepFirstBytes(all, this.#half)];
      this.#tail = [];
      this.#addToTail(all.subarray(this.#headLength()));
    } else {
      this.#addToTail(bytes);
    }
    return room <= 0 ? '' : keepFirstBytes(bytes, room).toString();
  }

  get truncated(): boolean {
    return this.#tail !== undefined;
  }

  /** What is kept; a line says where and how much is left out. */
  toString(): string {
    const head = Buffer.concat(this.#head).toString();
    if (this.#tail === undefined) return head;
    const tail = keepLastBytes(Buffer.concat(this.#tail), this.#half);
    const omitted = this.#total - this.#headLength() - tail.length;
    return `${head}\n[... ${omitted} bytes omitted ...]\n${tail.toString()}`;
  }

  #headLength(): number {
    return this.#head.reduce((length, part) => length + part.length, 0);
  }

  #addToTail(bytes: Buffer): void {
    const tail = this.#tail ?? [];
    tail.push(Buffer.from(bytes.subarray(Math.max(0, bytes.length - this.#half - 3))));
    this.#tailLength += tail.at(-1)?.length ?? 0;
    while (this.#tailLength - (tail[0]?.length ?? 0) > this.#half + 3) {
      this.#tailLength -= tail.shift()?.length ?? 0;
    }
  }
}
