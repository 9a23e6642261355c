import type { Logger, ProjectContext, TaskContext } from '@poppobuilder/core';
import { lastSignal } from '../client/last-signal.ts';
import type { GitHub } from '../github.ts';
import { statusOf } from '../github-error.ts';
import { ISSUE_STATES, issuesConfig, type IssueState } from './issues-config.ts';
import type { IssueLabels } from './issue-labels.ts';

/** The services that {@link StateLabels} needs. */
export interface StateLabelsServices {
  readonly github: GitHub;
  readonly context: Pick<TaskContext, 'signal'>;
  readonly project: Pick<ProjectContext, 'config'>;
  readonly logger: Pick<Logger, 'warn'>;
}

const LABELS = '/repos/{owner}/{repo}/issues/{issue_number}/labels';

/** {@link IssueLabels} with the label names of the project's configuration. */
export class StateLabels implements IssueLabels {
  readonly #services: StateLabelsServices;
  /** States whose labels this task has added or removed, by issue. */
  readonly #known = new Map<number, Map<IssueState, boolean>>();

  #isForbidden = false;

  constructor(services: StateLabelsServices) {
    this.#services = services;
  }

  get isForbidden(): boolean {
    return this.#isForbidden;
  }

  async show(number: number, state: IssueState, current: readonly string[]): Promise<void> {
    await this.#change(number, state, current);
  }

  async clear(number: number, current: readonly string[]): Promise<void> {
    await this.#change(number, undefined, current);
  }

  async #change(number: number, state: IssueState | undefined, current: readonly string[]): Promise<void> {
    const signal = lastSignal(this.#services.context.signal);
    const present = new Set(current.map((name) => name.toLowerCase()));
    const known = this.#known.get(number) ?? new Map<IssueState, boolean>();
    this.#known.set(number, known);
    const has = (other: IssueState): boolean =>
      known.get(other) ?? present.has(this.#name(other).toLowerCase());
    if (state !== undefined && !has(state)) {
      // The label may exist from now on, even if the task is stopped before the response arrives.
      known.set(state, true);
      if (!(await this.#add(number, this.#name(state), signal))) known.delete(state);
    }
    for (const other of ISSUE_STATES) {
      if (state !== undefined && this.#name(other).toLowerCase() === this.#name(state).toLowerCase())
        continue;
      if (has(other) && (await this.#remove(number, this.#name(other), signal))) known.set(other, false);
    }
  }

  #name(state: IssueState): string {
    return this.#services.project.config.section(issuesConfig).labels?.[state] ?? state;
  }

  /** Returns whether the label may exist now. */
  async #add(number: number, name: string, signal: AbortSignal): Promise<boolean> {
    try {
      const parameters = { issue_number: number, labels: [name] };
      await this.#services.github.request(`POST ${LABELS}`, parameters, { signal });
      return true;
    } catch (error) {
      this.#warn(error, signal, `The label "${name}" could not be added to #${number}.`);
      const status = statusOf(error);
      if (status === 403) this.#isForbidden = true;
      return status === undefined || status >= 500;
    }
  }

  /** Returns whether the label is gone. */
  async #remove(number: number, name: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#services.github.request(
        `DELETE ${LABELS}/{name}`,
        { issue_number: number, name },
        { signal },
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return true;
      this.#warn(error, signal, `The label "${name}" could not be removed from #${number}.`);
      return false;
    }
  }

  #warn(error: unknown, signal: AbortSignal, message: string): void {
    if (this.#services.context.signal === signal) signal.throwIfAborted();
    const reason = error instanceof Error ? ` ${error.message}` : '';
    this.#services.logger.warn({ error }, message + reason);
  }
}
