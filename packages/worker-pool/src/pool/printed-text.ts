import type { LogLevel, Masker, StreamMasker } from '@poppobuilder/core';

type StreamName = 'stdout' | 'stderr';
type Send = (level: LogLevel, text: string, stream: StreamName) => void;

/** Masks what a task prints: a secret may come in pieces. */
export class PrintedText {
  readonly #masker: Masker;
  readonly #send: Send;
  readonly #streams = new Map<StreamName, { readonly masker: StreamMasker; level: LogLevel }>();

  constructor(masker: Masker, send: Send) {
    this.#masker = masker;
    this.#send = send;
  }

  write(level: LogLevel, text: string, name: StreamName): void {
    const stream = this.#streams.get(name) ?? { masker: this.#masker.stream(), level };
    this.#streams.set(name, stream);
    stream.level = level;
    const shown = stream.masker.write(text);
    if (shown !== '') this.#send(level, shown, name);
  }

  /** Sends what was held back, because it may have been the beginning of a secret. */
  end(): void {
    for (const [name, { masker, level }] of this.#streams) {
      const rest = masker.end();
      if (rest !== '') this.#send(level, rest, name);
    }
    this.#streams.clear();
  }
}
