import type { ProcessInput } from '@poppobuilder/core';

/** Messages to an agent that works. They wait until it reads, and are refused once it has answered. */
export class AgentInbox {
  readonly #encode: (message: string) => string;
  #waiting: string[] = [];
  #input: ProcessInput | undefined;
  #isClosed = false;

  /** @param encode - returns what a message is on standard input */
  constructor(encode: (message: string) => string) {
    this.#encode = encode;
  }

  /** Returns whether the message can still be sent. */
  send(message: string): boolean {
    if (this.#isClosed) return false;
    if (this.#input === undefined) this.#waiting.push(message);
    else this.#input.write(this.#encode(message));
    return true;
  }

  /** Takes the standard input of an agent that was started. */
  attach(input: ProcessInput): void {
    this.#input = input;
    // A run may begin anew, where its session does not exist.
    this.#isClosed = false;
    for (const message of this.#waiting.splice(0)) input.write(this.#encode(message));
  }

  /** Closes standard input after the answer. */
  close(): void {
    this.#isClosed = true;
    this.#input?.end();
  }
}
