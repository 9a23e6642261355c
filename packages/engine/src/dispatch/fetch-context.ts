import type { EngineContext } from '../engine-context.ts';

/** What fetching tasks needs. */
export interface FetchContext extends Pick<EngineContext, 'boss' | 'database' | 'names'> {
  /** How long the database may take. In milliseconds. */
  readonly timeout: number;
}
