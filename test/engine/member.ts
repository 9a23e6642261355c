import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { MemberOptions, MemberRequest, MemberReport } from './fixtures/member-options.ts';
import { COMPILE_CACHE } from '../support/compile-cache.ts';

const PROGRAM = fileURLToPath(new URL('./fixtures/member.ts', import.meta.url));

/** A process with an engine and a consumer. */
export class Member {
  readonly name: string;
  /** Errors that it reported. */
  readonly errors: (MemberReport & { kind: 'problem' })[] = [];
  /** Resolves when it works; rejects when it ended before. */
  readonly ready: Promise<void>;
  /** Resolves when it freezes by itself, which is one of its options; rejects when it ended before. */
  readonly freezing: Promise<void>;
  /** Resolves with its exit code when it has ended. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #reports = new EventEmitter<Record<MemberReport['kind'], []>>();

  constructor(options: MemberOptions, before: readonly string[] = []) {
    this.name = options.name;
    // It loads what is built: many are started, and each would read hundreds of sources.
    const own = ['--no-warnings', PROGRAM, JSON.stringify(options)];
    const [program = process.execPath, ...first] = before;
    const args = before.length === 0 ? own : [...first, process.execPath, ...own];
    const env = { ...process.env, ...COMPILE_CACHE };
    this.#child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin.on('error', () => undefined);
    this.ended = once(this.#child, 'close').then(() => this.#child.exitCode);
    createInterface(this.#child.stdout).on('line', (line) => this.#receive(JSON.parse(line) as MemberReport));
    this.ready = this.#until('ready');
    this.ready.catch(() => undefined);
    this.freezing = this.#until('freezing');
    this.freezing.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Kills it at once; resolves with the moment when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  wake(): void {
    this.#child.kill('SIGCONT');
  }

  /** Stops its submissions. Resolves when the last one has ended. */
  async quiet(): Promise<void> {
    const isQuiet = this.#until('quiet');
    this.#ask({ please: 'be quiet' });
    await isQuiet;
  }

  /** Drains it; resolves with its exit code. */
  async stop(grace: number): Promise<number | null> {
    this.#ask({ please: 'stop', grace });
    return this.ended;
  }

  #ask(request: MemberRequest): void {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
  }

  #receive(report: MemberReport): void {
    if (report.kind === 'problem') this.errors.push(report);
    this.#reports.emit(report.kind);
  }

  async #until(kind: 'ready' | 'freezing' | 'quiet'): Promise<void> {
    const reported = once(this.#reports, kind);
    const ended = this.ended.then((code): never => {
      throw new Error(`${this.name} ended (${code}) and was not ${kind}: ${JSON.stringify(this.errors)}`);
    });
    await Promise.race([reported, ended]);
  }
}
