import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The built `poppo`. */
export const BIN: string = fileURLToPath(new URL('../../apps/cli/bin/poppo.js', import.meta.url));

/** Where and with what `poppo` is started. */
export interface PoppoOptions {
  readonly cwd: string;
  /** Value of `POPPOBUILDER_HOME`. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Text for its standard input. */
  readonly input?: string | undefined;
}

/** How `poppo` ended, and its output without white space at the end. */
export interface PoppoResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `poppo` that runs: built, and with an environment of its own, so that nothing of this process leaks in. */
export class RunningPoppo {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<PoppoResult>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], { cwd, home, env, input = '' }: PoppoOptions) {
    const variables = { PATH: process.env['PATH'], HOME: process.env['HOME'], POPPOBUILDER_HOME: home };
    this.process = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...variables, ...env },
      stdio: 'pipe',
    });
    this.process.stdin.on('error', () => {
      // It need not read its input.
    });
    this.process.stdin.end(input);
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = once(this.process, 'close').then(() => ({
      exitCode: this.process.exitCode,
      stdout: this.#stdout.trimEnd(),
      stderr: this.#stderr.trimEnd(),
    }));
  }

  /** Resolves with the match once standard output has it. */
  async seen(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout);
      if (match !== null) return match;
      if (this.process.stdout.readableEnded) throw new Error(`It never wrote ${pattern}: ${this.#stdout}`);
      await Promise.race([once(this.process.stdout, 'data'), this.ended]);
    }
  }
}

/** Runs the built `poppo` to its end. */
export async function runPoppo(args: readonly string[], options: PoppoOptions): Promise<PoppoResult> {
  return new RunningPoppo(args, options).ended;
}

/** A line that `--json` wrote. */
export interface JsonLine {
  readonly event: string;
  readonly at: string;
  readonly [field: string]: unknown;
}

/** An error in such a line. */
export interface JsonError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
  readonly [field: string]: unknown;
}

/** The lines that `--json` wrote. */
export function parseJsonLines(stdout: string): JsonLine[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as JsonLine);
}

/** The error of a line, for tests that look into it. */
export const errorOf = (line: JsonLine | undefined): JsonError | undefined =>
  line?.['error'] as JsonError | undefined;
