import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine, type SubmitOptions } from '@poppobuilder/engine';
import { inject } from 'vitest';
import { processesIn } from '../support/processes.ts';
import type { MemberOptions } from './fixtures/member-options.ts';
import { type WorkInput, workPlugin } from './fixtures/work-plugin.ts';
import { History } from './history.ts';
import { readJournals } from './journal.ts';
import { Member } from './member.ts';

/** Engines in processes of their own on one embedded Postgres; nothing of it is left afterwards. */
export class Cluster implements AsyncDisposable {
  /** Every user may enter it, as the server's must. */
  readonly root: string = mkdtempSync(join(inject('memoryFolder'), 'pb-faults-'));
  readonly folder: string = join(this.root, 'server');
  readonly journal: string = join(this.root, 'journal');
  readonly project: string = join(this.root, 'project');
  readonly history: History = new History({
    host: join(this.folder, 'socket'),
    port: 5432,
    user: 'poppobuilder',
    database: 'postgres',
  });
  /** Errors that the engine of this process reported in the background. */
  readonly problems: unknown[] = [];
  readonly #members = new Set<Member>();

  #engine: Promise<Engine> | undefined;

  constructor() {
    chmodSync(this.root, 0o711);
    mkdirSync(this.journal);
    mkdirSync(this.project);
  }

  /** Starts a member, by another program if one is put before it; it is ready when its `ready` resolves. */
  start(name: string, options: Partial<MemberOptions> = {}, before: readonly string[] = []): Member {
    const { folder, journal, project } = this;
    const member = new Member({ database: { folder }, name, journal, project, slots: 4, ...options }, before);
    this.#members.add(member);
    return member;
  }

  /** An engine in this process that only submits, made at first use. */
  async engine(): Promise<Engine> {
    this.#engine ??= createEngine({
      database: { folder: this.folder },
      plugins: [workPlugin({ folder: this.journal, writer: 'tests' })],
      name: 'tests',
      onError: (error) => this.problems.push(error),
    });
    return this.#engine;
  }

  /** Submits a task of type `work` and gives its id. */
  async submit(input: WorkInput = {}, options: SubmitOptions = {}): Promise<string> {
    const engine = await this.engine();
    const task = { type: 'work', projectId: 'project', projectPath: this.project, ...input };
    const { id } = await engine.submit(task, options);
    return id;
  }

  /** A path below the folder of all this. */
  path(name: string): string {
    return join(this.root, name);
  }

  /** Makes a folder there that every user may enter. */
  makeFolder(name: string): string {
    mkdirSync(this.path(name), { mode: 0o711 });
    return this.path(name);
  }

  /** How many tasks were acknowledged. */
  get acknowledged(): number {
    return readJournals(this.journal).filter(({ kind }) => kind === 'acknowledged').length;
  }

  /** The pid of the server's first process. */
  get postmaster(): number {
    return Number(readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** Sends a signal to the server's first process, unless it has ended. */
  signalPostmaster(signal: NodeJS.Signals): void {
    try {
      process.kill(this.postmaster, signal);
    } catch (error) {
      if (!['ESRCH', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#members].map(async (member) => member.kill()));
    await (await this.#engine)?.close();
    for (const pid of processesIn(this.folder)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    rmSync(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
