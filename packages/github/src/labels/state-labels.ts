import {
  ISSUE_STATES,
  type IssueState,
  type Logger,
  type ProjectContext,
  type TaskContext,
} from '@poppobuilder/core';
import { lastSignal } from '../client/last-signal.ts';
import type { GitHub } from '../github.ts';
import { statusOf } from '../github-error.ts';
import type { IssueLabels } from './issue-labels.ts';

/** What labels work with. */
export interface StateLabelsServices {
  readonly github: GitHub;
  readonly context: Pick<TaskContext, 'signal'>;
  readonly project: Pick<ProjectContext, 'config'>;
  readonly logger: Pick<Logger, 'warn'>;
}

const LABELS = '/repos/{owner}/{repo}/issues/{issue_number}/labels';

/** {@link IssueLabels} with the names that the project's configuration gives the states. */
export class StateLabels implements IssueLabels {
  readonly #services: StateLabelsServices;
  /** States whose labels this task has set, by issue. */
  readonly #shown = new Map<number, Set<IssueState>>();

  constructor(services: StateLabelsServices) {
    this.#services = services;
  }

  async show(number: number, state: IssueState, current: readonly string[]): Promise<void> {
    const signal = lastSignal(this.#services.context.signal);
    const present = new Set(current.map((name) => name.toLowerCase()));
    const shown = this.#shown.get(number) ?? new Set<IssueState>();
    this.#shown.set(number, shown);
    const has = (other: IssueState): boolean =>
      present.has(this.#name(other).toLowerCase()) || shown.has(other);
    const isMissing = !has(state);
    // From now on it may be there, also when the answer never comes.
    shown.add(state);
    if (isMissing) {
      const added = await this.#add(number, this.#name(state), signal);
      if (added === 'refused') shown.delete(state);
      if (added !== 'added') return;
    }
    for (const other of ISSUE_STATES) {
      if (other === state || this.#name(other).toLowerCase() === this.#name(state).toLowerCase()) continue;
      if (has(other)) await this.#remove(number, this.#name(other), signal);
      shown.delete(other);
    }
  }

  #name(state: IssueState): string {
    return this.#services.project.config.issues?.labels?.[state] ?? state;
  }

  /** Where one label cannot be set, no other can, unless its name is the reason: then it counts as added. */
  async #add(number: number, name: string, signal: AbortSignal): Promise<'added' | 'refused' | 'unclear'> {
    try {
      const parameters = { issue_number: number, labels: [name] };
      await this.#services.github.request(`POST ${LABELS}`, parameters, { signal });
      return 'added';
    } catch (error) {
      this.#warn(error, signal, `The label "${name}" could not be added to #${number}.`);
      const status = statusOf(error);
      if (status === 422) return 'added';
      return status === undefined || status >= 500 ? 'unclear' : 'refused';
    }
  }

  async #remove(number: number, name: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#services.github.request(
        `DELETE ${LABELS}/{name}`,
        { issue_number: number, name },
        { signal },
      );
    } catch (error) {
      if (statusOf(error) === 404) return;
      this.#warn(error, signal, `The label "${name}" could not be taken from #${number}.`);
    }
  }

  #warn(error: unknown, signal: AbortSignal, message: string): void {
    if (this.#services.context.signal === signal) signal.throwIfAborted();
    this.#services.logger.warn({ error }, message);
  }
}
