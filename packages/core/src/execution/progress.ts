import { createServiceToken, type ServiceToken } from '../services/service-token.ts';

/** Reports progress of a task as a `progress` event; `data` must be JSON. */
export type ProgressFunction = (
  stage: string,
  message: string,
  data?: Readonly<Record<string, unknown>>,
) => void;

/** Service that reports progress, for services that live as long as a task; handlers have `context.progress`. */
export interface Progress {
  readonly report: ProgressFunction;
}

/** Token of {@link Progress}. */
export const Progress: ServiceToken<Progress> = createServiceToken<Progress>({
  id: '@poppobuilder/core/Progress',
  scope: 'task',
});
