/** How something is: `warning` for what works, but not as well as it could. */
export type FindingStatus = 'ok' | 'warning' | 'failed';

/** What was found when something that a daemon needs was tried. */
export interface Finding {
  /** What was tried, such as `git` or `token`. */
  readonly check: string;
  /** The project that it was tried for. */
  readonly project?: string | undefined;
  readonly status: FindingStatus;
  readonly message: string;
  /** How to fix it. */
  readonly fix?: string | undefined;
}

/** A finding without what it is about. */
export type Outcome = Omit<Finding, 'check' | 'project'>;

/** Returns that something works. */
export const fine = (message: string): Outcome => ({ status: 'ok', message });

/** Returns that something does not work, and how to fix it. */
export const broken = (message: string, fix: string): Outcome => ({ status: 'failed', message, fix });

/** Returns that something could be better, and how. */
export const weak = (message: string, fix: string): Outcome => ({ status: 'warning', message, fix });
