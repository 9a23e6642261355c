import { StringDecoder } from 'node:string_decoder';
import type { Masker } from '@poppobuilder/core';
import { keepEnd } from '@poppobuilder/core/runner-kit';

/** Maximum length of standard error that is kept. In characters. */
const MAX_LENGTH = 2_000;

/** Keeps the end of standard error, masked. */
export class ErrorTail {
  readonly #decoder = new StringDecoder('utf8');
  readonly #masker: ReturnType<Masker['stream']>;
  #text = '';

  constructor(masker: Masker) {
    this.#masker = masker.stream();
  }

  write(chunk: Buffer): void {
    this.#text = keepEnd(this.#text + this.#masker.write(this.#decoder.write(chunk)), MAX_LENGTH);
  }

  end(): string {
    return (this.#text + this.#masker.write(this.#decoder.end()) + this.#masker.end()).trim();
  }
}
