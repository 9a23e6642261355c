import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A child that answers messages, and has told that it is ready. */
export class PeerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts it with a channel, and resolves with its first message. */
  static async start(line: readonly string[], environment: NodeJS.ProcessEnv): Promise<PeerProcess> {
    const [command = '', ...args] = line;
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    const child = spawn(command, args, { env: environment, stdio: [...stdio] });
    const ended = once(child, 'exit').then(() => {
      throw new Error('A peer ended before it was ready.');
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return new PeerProcess(child);
  }

  /** Sends a message. Resolves with the answer. */
  async ask(message: string | readonly string[]): Promise<unknown> {
    const answered = once(this.#child, 'message');
    this.#child.send(message);
    const [answer] = (await answered) as [unknown];
    return answer;
  }

  /** Sends a message that ends it. */
  async finish(message: string): Promise<void> {
    this.#child.send(message);
    await once(this.#child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
