import { type CacheDeclaration, type Task, TaskError } from '@poppobuilder/core';
import { describeForLog, deserializeTaskError, type SectionCheck } from '@poppobuilder/core/runner-kit';
import type { HostMessage, PluginContents, PluginDescription, WorkerMessage } from '../protocol/messages.ts';
import { readContents, readDescription } from './read-description.ts';
import {
  ANSWER_TIMEOUT,
  expectLoaded,
  type LaunchPlan,
  type WorkerEnd,
  WorkerProcess,
} from '../host/worker-process.ts';

/** Milliseconds that the process is kept for the next question. */
const LINGER = 2_000;

/** What it says of a task. */
interface CheckAnswer {
  readonly error?: TaskError;
  readonly cache?: CacheDeclaration | undefined;
  /** The mistakes in sections. */
  readonly mistakes?: readonly string[];
  readonly contents?: readonly PluginContents[] | undefined;
}

/** What it says of the plugins. */
interface Described {
  readonly plugins: readonly PluginDescription[];
  /** What decided which code was loaded, if that is known. */
  readonly files: readonly string[] | undefined;
}

/** The process that loads plugins to look at them. */
export class CatalogProcess {
  readonly described: Promise<Described>;
  readonly #process: WorkerProcess;
  readonly #forget: () => void;
  readonly #checks = new Map<number, (answer: CheckAnswer) => void>();
  #lastId = 0;
  #linger: NodeJS.Timeout | undefined;

  /** @param forget - called once it takes no more questions */
  constructor(plan: LaunchPlan, forget: () => void) {
    this.#forget = forget;
    const { promise, resolve, reject } = Promise.withResolvers<Described>();
    promise.catch(() => undefined);
    this.described = promise;
    let broken: TaskError | undefined;
    let loading: string | undefined;
    let stopWaiting: (() => void) | undefined;
    const onMessage = (message: WorkerMessage): void => {
      if (message[0] === 'loading') {
        stopWaiting?.();
        loading = message[1];
        stopWaiting = expectLoaded(this.#process, plan, loading);
      } else if (message[0] === 'described') {
        stopWaiting?.();
        loading = undefined;
        try {
          const asked = plan.opening.type === 'open-catalog' ? plan.opening.plugins : [];
          resolve({ plugins: readDescription(message[1], asked), files: message[2] });
        } catch (error) {
          reject(error);
        }
        this.#rest();
      } else if (message[0] === 'checked') this.#settle(message[1], message[2], message[3]);
      else if (message[0] === 'inspected') this.#settleInspection(message[1], message[2], message[3]);
      else if (message[0] === 'sections-checked') this.#checks.get(message[1])?.({ mistakes: message[2] });
      else if (message[0] === 'broken') broken = deserializeTaskError(message[1]);
    };
    this.#process = new WorkerProcess(plan, { onMessage });
    stopWaiting = this.#process.expectAnswer(
      ANSWER_TIMEOUT,
      `they were not described within ${ANSWER_TIMEOUT} ms`,
    );
    const finish = async (): Promise<void> => {
      const end = await this.#process.ended;
      stopWaiting?.();
      forget();
      const error = broken ?? notLoaded(end, loading);
      reject(error);
      for (const settle of this.#checks.values()) settle({ error });
    };
    void finish();
  }

  /** Checks a task's input; resolves with what its result depends on if that is asked for and its handler declares a cache. */
  async check(task: Task, declaresCache: boolean): Promise<CacheDeclaration | undefined> {
    const { cache } = await this.#ask(
      (id) => ({ type: 'check', id, task, declaresCache }),
      `the schema of "${task.type}" does not answer`,
    );
    return cache;
  }

  /** Returns every mistake in sections of a project's configuration. */
  async checkSections(sections: SectionCheck): Promise<readonly string[]> {
    const names = Object.keys(sections.layers).map((name) => JSON.stringify(name));
    const { mistakes = [] } = await this.#ask(
      (id) => ({ type: 'check-sections', id, sections }),
      `the schemas of the sections ${names.join(', ')} do not answer`,
    );
    return mistakes;
  }

  /** Returns the schemas and examples of all plugins, in their order. Rejects with `PLUGIN_INVALID`. */
  async inspect(): Promise<readonly PluginContents[]> {
    const { plugins } = await this.described;
    const { contents } = await this.#ask((id) => ({ type: 'inspect', id }), 'their schemas do not answer');
    return readContents(contents, plugins);
  }

  async #ask(message: (id: number) => HostMessage, problem: string): Promise<CheckAnswer> {
    // Until then it takes no questions.
    await this.described;
    const id = (this.#lastId += 1);
    const { promise, resolve } = Promise.withResolvers<CheckAnswer>();
    this.#checks.set(id, resolve);
    this.#process.hold(true);
    clearTimeout(this.#linger);
    this.#process.send(message(id));
    const answered = this.#process.expectAnswer(ANSWER_TIMEOUT, problem);
    const answer = await promise;
    answered();
    this.#checks.delete(id);
    this.#rest();
    if (answer.error !== undefined) throw answer.error;
    return answer;
  }

  async close(): Promise<void> {
    clearTimeout(this.#linger);
    this.#forget();
    await this.#process.kill();
  }

  #settle(id: number, error: unknown, cache: CacheDeclaration | undefined): void {
    this.#checks.get(id)?.(error === null ? { cache } : { error: deserializeTaskError(error) });
  }

  #settleInspection(id: number, error: unknown, contents: readonly PluginContents[] | undefined): void {
    this.#checks.get(id)?.(error === null ? { contents } : { error: deserializeTaskError(error) });
  }

  /** Stays a while, without holding the host, when nothing is asked of it. */
  #rest(): void {
    if (this.#checks.size > 0) return;
    clearTimeout(this.#linger);
    this.#process.hold(false);
    this.#linger = setTimeout(() => void this.close(), LINGER);
    this.#linger.unref();
  }
}

/** Yarn's Plug'n'Play leaves packages in zip files, and lets only the processes that it starts read them. */
const isPlugAndPlay = process.versions['pnp'] !== undefined;

function notLoaded({ problem, ...end }: WorkerEnd, loading: string | undefined): TaskError {
  if (problem !== undefined) {
    return new TaskError({ code: 'PLUGIN_INVALID', message: `The plugins cannot be used: ${problem}.` });
  }
  if (loading !== undefined) {
    const message = `The plugins cannot be used: the process that looks at them ended while it loaded ${JSON.stringify(loading)}.`;
    const hint = 'Its module must not end the process at the top level.';
    return new TaskError({ code: 'PLUGIN_INVALID', message, hint, cause: describeForLog(end) });
  }
  return new TaskError({
    code: 'WORKER_CRASHED',
    message: 'The process that looks at the plugins ended before it had reported what they contain.',
    ...(isPlugAndPlay && {
      hint: 'Workers cannot read packages in zip files. Set "nodeLinker: node-modules" in .yarnrc.yml.',
    }),
    cause: describeForLog(end),
  });
}
