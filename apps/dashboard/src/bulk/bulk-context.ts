import { createContext, useContext } from 'react';
import type { BulkRequest } from './run-bulk.ts';

/** An action on several tasks that runs, or has ended and was not read yet. */
export interface BulkJob {
  readonly id: number;
  readonly request: BulkRequest;
  readonly done: number;
  readonly problems: readonly string[];
  readonly isOver: boolean;
  /** Why it stopped before it was through. */
  readonly error: string | undefined;
}

/** The actions on several tasks that this page has begun. They go on whatever place is open. */
export interface BulkJobs {
  readonly jobs: readonly BulkJob[];
  readonly start: (request: BulkRequest) => void;
  readonly forget: (id: number) => void;
}

export const BulkContext = createContext<BulkJobs | undefined>(undefined);

/** Returns the actions on several tasks. */
export function useBulkJobs(): BulkJobs {
  const jobs = useContext(BulkContext);
  if (jobs === undefined) throw new Error('This component is not below a BulkProvider.');
  return jobs;
}
