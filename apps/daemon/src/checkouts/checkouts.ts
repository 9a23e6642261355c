import { mkdirSync, statSync } from 'node:fs';
import { createMasker, type RunnerMiddleware, TaskError } from '@poppobuilder/core';
import { reasonOf, TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { Engine } from '@poppobuilder/engine';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { updateCheckout } from './checkout.ts';
import { cloneUrlOf } from './clone-source.ts';

/** Options of {@link CheckoutKeeper}. */
export interface CheckoutKeeperOptions {
  readonly holds: Engine['holds'];
  readonly configuration: () => DaemonConfiguration;
  readonly environment: NodeJS.ProcessEnv;
  /** Returns the token that a project's repository is fetched with. */
  readonly tokenOf: (projectId: string) => Promise<string | undefined>;
  readonly onError: (error: unknown) => void;
  /** For how long a clone counts as up to date. In milliseconds. @defaultValue 60000 */
  readonly maxAge?: number | undefined;
  /** How often what is broken is tried again. In milliseconds. @defaultValue 15000 */
  readonly interval?: number | undefined;
}

const PREFIX = 'checkout/';

/** By then the hold keeps the task from starting. In milliseconds. */
const RETRY_AFTER = 1_000;

interface State {
  /** Milliseconds of `performance.now()`. */
  updatedAt: number;
  /** What is wrong; undefined when nothing is. */
  problem: string | undefined;
  running: number;
  updating: Promise<void> | undefined;
}

/**
 * Keeps the folders of projects usable: clones repositories and brings the clones up to date. A project whose folder cannot be used
 * is held with the reason, and tried again until it can; the others go on.
 */
export class CheckoutKeeper {
  /** Brings a clone up to date before one of its tasks starts. */
  readonly middleware: RunnerMiddleware;
  readonly #options: CheckoutKeeperOptions;
  readonly #states = new Map<string, State>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CheckoutKeeperOptions) {
    this.#options = options;
    this.middleware = async (task, next) => {
      const project = this.#projectOf(task.projectId);
      if (project === undefined || task.type.startsWith(TRIGGER_PREFIX)) return next(task);
      const state = this.#stateOf(task.projectId);
      await this.#ensure(task.projectId, project, state);
      if (state.problem !== undefined) throw waits(state.problem);
      state.running += 1;
      try {
        return await next(task);
      } finally {
        state.running -= 1;
      }
    };
  }

  /** Looks after the projects of the configuration from now on. Clones are made in the background: their projects wait for them. */
  async refresh(): Promise<void> {
    const { holds, configuration, onError, interval = 15_000 } = this.#options;
    const { projects } = configuration();
    for (const { id } of await holds.list()) {
      const project = id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
      if (project === undefined) continue;
      if (Object.hasOwn(projects, project)) this.#stateOf(project).problem ??= 'It was held before.';
      else await this.#release(id);
    }
    for (const id of this.#states.keys()) if (!Object.hasOwn(projects, id)) this.#states.delete(id);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.#lookAfter().catch(onError), interval).unref();
    for (const [id, project] of Object.entries(projects)) {
      if (project.repository === undefined) continue;
      mkdirSync(project.path, { recursive: true });
      if (statSync(`${project.path}/.git`, { throwIfNoEntry: false }) !== undefined) continue;
      await this.#report(id, this.#stateOf(id), `The repository ${project.repository} is being cloned.`);
    }
    void this.#lookAfter().catch(onError);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await Promise.allSettled([...this.#states.values()].map(async ({ updating }) => updating));
  }

  async #lookAfter(): Promise<void> {
    const { projects } = this.#options.configuration();
    await Promise.all(
      Object.entries(projects).map(async ([id, project]) => {
        const state = this.#stateOf(id);
        const isWorking =
          project.repository !== undefined && state.problem === undefined && state.updatedAt > 0;
        if (!isWorking || !isFolder(project.path)) await this.#ensure(id, project, state);
      }),
    );
  }

  async #ensure(id: string, project: ProjectConfiguration, state: State): Promise<void> {
    const { maxAge = 60_000 } = this.#options;
    const isFresh = state.problem === undefined && performance.now() - state.updatedAt < maxAge;
    if (project.repository !== undefined && isFresh && state.updatedAt > 0 && isFolder(project.path)) return;
    // Files must not change under a task that runs.
    if (project.repository !== undefined && state.running > 0 && isFolder(project.path)) return;
    state.updating ??= this.#update(id, project, state).finally(() => (state.updating = undefined));
    await state.updating;
  }

  async #update(id: string, project: ProjectConfiguration, state: State): Promise<void> {
    const problem = await this.#problemOf(id, project);
    if (this.#closing.signal.aborted) return;
    if (problem === undefined) state.updatedAt = performance.now();
    await this.#report(id, state, problem);
  }

  async #problemOf(id: string, project: ProjectConfiguration): Promise<string | undefined> {
    if (project.repository === undefined) {
      return isFolder(project.path) ? undefined : `The folder ${project.path} of "${id}" does not exist.`;
    }
    const { environment, tokenOf } = this.#options;
    let token: string | undefined;
    try {
      mkdirSync(project.path, { recursive: true });
      token = await tokenOf(id);
      const source = { url: cloneUrlOf(project), token };
      await updateCheckout({ path: project.path, source, environment, signal: this.#closing.signal });
      return undefined;
    } catch (error) {
      const reason = createMasker(token === undefined ? [] : [token]).text(reasonOf(error));
      return `The repository ${project.repository} cannot be fetched: ${reason} ${adviceFor(reason, id)}`;
    }
  }

  async #report(id: string, state: State, problem: string | undefined): Promise<void> {
    const before = state.problem;
    if (before === problem) return;
    if (problem === undefined) await this.#release(PREFIX + id);
    else {
      const message = problem.slice(0, MAX_MESSAGE);
      await this.#options.holds.place({
        id: PREFIX + id,
        scope: { project: id },
        reason: { code: 'CHECKOUT', message },
        by: 'checkouts',
      });
    }
    state.problem = problem;
  }

  async #release(id: string): Promise<void> {
    try {
      await this.#options.holds.release(id);
    } catch (error) {
      if (!TaskError.is(error) || error.code !== 'TASK_NOT_FOUND') throw error;
    }
  }

  #projectOf(id: string): ProjectConfiguration | undefined {
    const { projects } = this.#options.configuration();
    return Object.hasOwn(projects, id) ? projects[id] : undefined;
  }

  #stateOf(id: string): State {
    const known = this.#states.get(id);
    if (known !== undefined) return known;
    const state: State = { updatedAt: 0, problem: undefined, running: 0, updating: undefined };
    this.#states.set(id, state);
    return state;
  }
}

const MAX_MESSAGE = 2_000;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function adviceFor(reason: string, id: string): string {
  if (/authentication failed|could not read username|403|401|invalid credentials/i.test(reason)) {
    return `Check GITHUB_TOKEN (or GITHUB_TOKEN_${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}): it may have been revoked, or has expired.`;
  }
  if (/not found|does not exist|does not appear|404|no such/i.test(reason)) {
    return `Check projects.${id}.repository: it may have been renamed or removed, or the token cannot see it.`;
  }
  return 'It is tried again by itself.';
}

const waits = (message: string): TaskError =>
  new TaskError({ code: 'COMPONENT_FAILED', message, deferred: true, retryAfter: RETRY_AFTER });
