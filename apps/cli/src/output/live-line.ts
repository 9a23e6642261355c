import type { Output } from './output.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
/** Time between two frames of the spinner. In milliseconds. */
const FRAME_INTERVAL = 80;
const CLEAR_LINE = '\r\u001B[2K';
const DEFAULT_COLUMNS = 80;

/** The last line of a terminal, which shows the current progress with a spinner and the elapsed time. */
export class LiveLine {
  readonly #output: Output;
  #text: string | undefined;
  #shownSince = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Shows a text without control characters, until {@link LiveLine.stop}. */
  show(text: string): void {
    if (this.#text === undefined) this.#shownSince = performance.now();
    this.#text = text;
    this.#timer ??= setInterval(() => this.#draw(), FRAME_INTERVAL).unref();
    this.#draw();
  }

  /** Writes lines above the live line. */
  above(write: () => void): void {
    if (this.#text !== undefined) this.#output.write(CLEAR_LINE);
    write();
    this.#draw();
  }

  /** Removes the line. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#text !== undefined) this.#output.write(CLEAR_LINE);
    this.#text = undefined;
  }

  #draw(): void {
    if (this.#text === undefined) return;
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const seconds = Math.floor((performance.now() - this.#shownSince) / 1_000);
    const time = seconds === 0 ? '' : ` ${seconds} s`;
    // A terminal that does not know its width reports 0.
    const { columns = 0 } = this.#output.stream;
    const width = (columns > 0 ? columns : DEFAULT_COLUMNS) - 3 - time.length;
    this.#output.write(`${CLEAR_LINE}${FRAMES[this.#frame]} ${fit(this.#text, width)}${time}`);
  }
}

/** Returns a text cut to a width in columns. Characters beyond Latin may take two. */
function fit(text: string, width: number): string {
  let used = 0;
  let fitting = '';
  for (const character of text) {
    used += (character.codePointAt(0) ?? 0) > 0x2ff ? 2 : 1;
    if (used > width) return fitting;
    fitting += character;
  }
  return fitting;
}
