import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process to compare with; it sends its address when it is ready. */
export class Peer implements AsyncDisposable {
  readonly address: string;
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.address = address;
  }

  static async fork(name: string, args: readonly string[]): Promise<Peer> {
    const child = fork(fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url)), [...args]);
    const ended = once(child, 'exit').then(() => ['']);
    const [address] = (await Promise.race([once(child, 'message'), ended])) as [string];
    if (address === '') throw new Error(`The peer ${name} could not start.`);
    return new Peer(child, address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
