import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { broken, type Finding, type Outcome } from './finding.ts';

/** What is tried. */
export interface Check {
  readonly check: string;
  readonly project?: string | undefined;
  /** How to fix it when it fails in a way of which nothing more is known. */
  readonly fix: string;
  readonly run: () => Promise<Outcome>;
}

/** Tries something. Never rejects: an error is a finding. */
export async function tryCheck({ check, project, fix, run }: Check): Promise<Finding> {
  const about = project === undefined ? { check } : { check, project };
  try {
    return { ...about, ...(await run()) };
  } catch (error) {
    const hint = TaskError.is(error) ? error.hint : undefined;
    return { ...about, ...broken(reasonOf(error), hint ?? fix) };
  }
}
