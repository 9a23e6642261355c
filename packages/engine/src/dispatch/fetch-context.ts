import type { EngineContext } from '../engine-context.ts';

/** What fetching tasks needs. */
export interface FetchContext extends Pick<EngineContext, 'boss' | 'database' | 'names'> {
  /** The id of the consumer that starts what is fetched. It must have reported lately. */
  readonly consumer: string;
  /** How long the database may take. In milliseconds. */
  readonly timeout: number;
}
