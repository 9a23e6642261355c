import type { TaskEvents, TaskRunner } from '@poppobuilder/core';
import { readReport } from '../accounts/account-schema.ts';
import { type ReportContext, takeReport } from '../accounts/take-report.ts';
import { isInArray } from '../database/array-literal.ts';
import type { EngineContext } from '../engine-context.ts';
import { scopeText } from '../holds/hold-row.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** Options of {@link AccountReports}. */
export interface AccountReportsOptions extends ReportContext, Pick<EngineContext, 'onError'> {
  readonly runner: Pick<TaskRunner, 'on' | 'off'>;
  /** Returns the attempt of a task that runs in this process. */
  readonly find: (taskId: string) => RunningAttempt | undefined;
}

/** Takes what running tasks report about their accounts. */
export class AccountReports {
  readonly #options: AccountReportsOptions;
  readonly #taken = new WeakMap<RunningAttempt, Promise<void>>();

  constructor(options: AccountReportsOptions) {
    this.#options = options;
    options.runner.on('progress', this.#onProgress);
  }

  /** Resolves when everything that an attempt has reported is stored, and its holds are in place. */
  async taken(attempt: RunningAttempt): Promise<void> {
    await this.#taken.get(attempt);
  }

  close(): void {
    this.#options.runner.off('progress', this.#onProgress);
  }

  readonly #onProgress = ({ task, data }: TaskEvents['progress']): void => {
    const report = readReport(data);
    const attempt = report === undefined ? undefined : this.#options.find(task.id);
    // No task may hold those of an account that is not its own.
    if (
      report === undefined ||
      attempt === undefined ||
      !isInArray(scopeText({ key: report.key }), attempt.data.holdScopes ?? '')
    )
      return;
    const before = this.#taken.get(attempt);
    const take = async (): Promise<void> => {
      await before;
      await takeReport(this.#options, report).catch(this.#options.onError);
    };
    this.#taken.set(attempt, take());
  };
}
