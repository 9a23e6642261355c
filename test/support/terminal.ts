import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Where and with what a program is started. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program in a terminal of its own, by util-linux's `script`: keys go in, and what it has drawn comes out. */
export class Terminal implements AsyncDisposable {
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  #drawn = '';

  constructor(command: string, { cwd, env }: TerminalOptions) {
    const sized = `stty rows 40 columns 120; exec ${command}`;
    this.#process = spawn('script', ['--quiet', '--return', '--flush', '--command', sized, '/dev/null'], {
      cwd,
      env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => (this.#drawn += text));
    this.ended = once(this.#process, 'close').then(() => this.#process.exitCode);
  }

  /** Presses keys. What was drawn before no longer counts. */
  press(keys: string): void {
    this.#drawn = '';
    this.#process.stdin.write(keys);
  }

  /** Resolves once it has drawn something. */
  async seen(pattern: RegExp): Promise<void> {
    while (!pattern.test(stripVTControlCharacters(this.#drawn))) {
      if (this.#process.stdout.readableEnded) throw new Error(`It never drew ${pattern}: ${this.#drawn}`);
      await Promise.race([once(this.#process.stdout, 'data'), this.ended]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.ended;
  }
}
