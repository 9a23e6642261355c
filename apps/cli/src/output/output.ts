import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

/** A stream that may be a terminal. */
export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Writes text to a stream whose reader may be slow or close it. */
export class Output {
  readonly stream: TerminalStream;
  readonly #broken = new AbortController();

  constructor(stream: TerminalStream) {
    this.stream = stream;
    stream.on('error', (error) => this.#broken.abort(error));
  }

  /** Aborts with the stream's error when it can no longer be written: `EPIPE` when its reader has closed it. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  write(text: string): void {
    if (!this.broken.aborted) this.stream.write(text);
  }

  /** Resolves when everything is written, or can no longer be. */
  async flush(): Promise<void> {
    if (this.broken.aborted) return;
    await new Promise<void>((resolve) => void this.stream.write('', () => resolve()));
  }
}

/** Names of the styles in use. */
export type StyleName = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** Returns a function that colors text if the stream supports it. `NO_COLOR` and `FORCE_COLOR` take precedence. */
export function createStyle(stream: TerminalStream): (name: StyleName, text: string) => string {
  return (name, text) => styleText(name, text, { stream });
}
