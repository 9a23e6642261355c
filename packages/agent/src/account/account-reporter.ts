import type { AccountHold, AccountReport, AccountWindow, ProgressFunction } from '@poppobuilder/core';
import type { AgentSettings } from '../agent-config.ts';
import type { Failure } from '../cli/failure.ts';
import { STAGE } from '../cli/report-targets.ts';

/** Options of {@link AccountReporter}. */
export interface AccountReporterOptions {
  /** Name of the account, see `accountKey`. */
  readonly key: string;
  readonly settings: Pick<AgentSettings, 'stopAt' | 'resumeAfterLimit'>;
  readonly progress: ProgressFunction;
}

/** Reports what a run learns about the account of its agent, so that an engine holds other tasks while it is at its limit. */
export class AccountReporter {
  readonly #options: AccountReporterOptions;
  #last = '';

  constructor(options: AccountReporterOptions) {
    this.#options = options;
  }

  /** Reports the limits of the account when they have changed. Asks for a hold where one is used beyond `stopAt`. */
  observe(windows: readonly AccountWindow[]): void {
    const shown = windows.map((window) => ({ ...window, used: Math.round(window.used * 100) / 100 }));
    const text = JSON.stringify(shown);
    if (text === this.#last || shown.length === 0) return;
    this.#last = text;
    const used = shown.map(({ name, used: part }) => `${name} ${percent(part)}`).join(', ');
    const hold = this.#holdBefore(windows);
    this.#report(`used of the account: ${used}`, { windows: shown, ...(hold === undefined ? {} : { hold }) });
  }

  /** Reports that the account has reached its limit. */
  reached({ message, resetsAt, retryAfter = 0 }: Pick<Failure, 'message' | 'resetsAt' | 'retryAfter'>): void {
    const now = Date.now();
    const end = resetsAt === undefined || resetsAt < now ? now + retryAfter : resetsAt;
    this.#report('the account is at its limit', { hold: this.#hold(message, end) });
  }

  #holdBefore(windows: readonly AccountWindow[]): AccountHold | undefined {
    const { stopAt } = this.#options.settings;
    if (stopAt === undefined) return undefined;
    const ends = windows.flatMap((window) => {
      const end = Date.parse(window.resetsAt ?? '');
      return window.used >= stopAt && end > Date.now() ? [{ window, end }] : [];
    });
    const [last] = ends.toSorted((a, b) => b.end - a.end);
    if (last === undefined) return undefined;
    const { name, used } = last.window;
    const message = `The agent's account has used ${percent(used)} of its limit ${name}. Tasks stop at ${percent(stopAt)} (agent.stopAt).`;
    return this.#hold(message, last.end);
  }

  #hold(message: string, end: number): AccountHold {
    const waits = this.#options.settings.resumeAfterLimit === false;
    return { code: 'USAGE_LIMIT', message, ...(waits ? {} : { until: new Date(end).toISOString() }) };
  }

  #report(message: string, report: Omit<AccountReport, 'key'>): void {
    const { key, progress } = this.#options;
    progress(STAGE, message, { account: { key, ...report } satisfies AccountReport });
  }
}

const percent = (part: number): string => `${Math.floor(part * 100)} %`;
