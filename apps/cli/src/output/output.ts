import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Writes text to a stream whose reader may be slow, or leave. */
export class Output {
  readonly stream: TerminalStream;
  readonly #broken = new AbortController();

  constructor(stream: TerminalStream) {
    this.stream = stream;
    stream.on('error', (error) => this.#broken.abort(error));
  }

  /** Aborts with the stream's error when nothing can be written any more: `EPIPE` when its reader has left. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  write(text: string): void {
    if (!this.broken.aborted) this.stream.write(text);
  }

  /** Resolves when all that was written has been taken, or cannot be. */
  async flush(): Promise<void> {
    if (this.broken.aborted) return;
    await new Promise<void>((resolve) => void this.stream.write('', () => resolve()));
  }
}
