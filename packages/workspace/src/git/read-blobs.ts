/** A piece of a blob. */
export interface BlobPiece {
  readonly hash: string;
  /** Bytes of the whole blob. */
  readonly size: number;
  readonly bytes: Buffer;
  /** Whether it is the last piece. */
  readonly isLast: boolean;
}

/** Maximum size of a piece. In bytes. */
const PIECE_SIZE = 4 * 1024 * 1024;

/** Overlap of two pieces, so that a text across their border is seen whole. In bytes. */
const OVERLAP_SIZE = 64 * 1024;

/** Parses the output of `git cat-file --batch` as a stream, without holding a large blob in memory. */
export class BlobReader {
  readonly #onPiece: (piece: BlobPiece) => void;
  #rest: Buffer = Buffer.alloc(0);
  #waiting: Buffer[] = [];
  #waitingSize = 0;
  #blob: { readonly hash: string; readonly size: number; left: number } | undefined;

  constructor(onPiece: (piece: BlobPiece) => void) {
    this.#onPiece = onPiece;
  }

  write(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#waitingSize += chunk.length;
    if (
      this.#blob !== undefined &&
      this.#rest.length + this.#waitingSize < Math.min(this.#blob.left + 1, PIECE_SIZE)
    )
      return;
    this.#rest = Buffer.concat([this.#rest, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingSize = 0;
    for (;;) if (!this.#step()) return;
  }

  #step(): boolean {
    const blob = this.#blob;
    if (blob === undefined) return this.#readHeader();
    if (this.#rest.length > blob.left) {
      this.#emit(blob, this.#rest.subarray(0, blob.left), true);
      this.#rest = this.#rest.subarray(blob.left + 1);
      this.#blob = undefined;
      return true;
    }
    if (this.#rest.length < PIECE_SIZE) return false;
    this.#emit(blob, this.#rest, false);
    blob.left -= this.#rest.length - OVERLAP_SIZE;
    this.#rest = this.#rest.subarray(-OVERLAP_SIZE);
    return false;
  }

  #readHeader(): boolean {
    const end = this.#rest.indexOf(10);
    if (end === -1) return false;
    const [hash = '', , size] = this.#rest.toString('latin1', 0, end).split(' ');
    this.#rest = this.#rest.subarray(end + 1);
    if (size !== undefined) this.#blob = { hash, size: Number(size), left: Number(size) };
    return true;
  }

  #emit(
    { hash, size }: { readonly hash: string; readonly size: number },
    bytes: Buffer,
    isLast: boolean,
  ): void {
    this.#onPiece({ hash, size, bytes, isLast });
  }
}
