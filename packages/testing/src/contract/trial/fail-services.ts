import {
  Logger,
  Masker,
  Progress,
  ProjectConfig,
  ProjectContext,
  TaskContext,
  TaskError,
  type TaskHandler,
  TaskLimits,
  TaskOutput,
} from '@poppobuilder/core';

/** Services that cannot fail, because they are the runner's own. */
const PROVIDED: ReadonlySet<string> = new Set(
  [Logger, Masker, Progress, ProjectConfig, ProjectContext, TaskContext, TaskLimits, TaskOutput].map(
    ({ id }) => id,
  ),
);

/** Returns a function that makes every asynchronous method of a handler's services reject with a coded error. */
export function failServices({
  services,
}: Pick<TaskHandler, 'services'>): (name: string, service: unknown) => unknown {
  return (name, service) => {
    const id = services[name]?.id;
    const fails = id !== undefined && !PROVIDED.has(id) && typeof service === 'object' && service !== null;
    return fails ? failing(service) : service;
  };
}

/** A method is called all the same: only its answer says whether it is asynchronous. */
const failing = (service: object): object =>
  new Proxy(service, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(value, target, given);
        return typeof Object(answer)['then'] === 'function'
          ? rejectAfter(answer as PromiseLike<unknown>)
          : answer;
      };
    },
  });

async function rejectAfter(answer: PromiseLike<unknown>): Promise<never> {
  await Promise.resolve(answer).catch(() => undefined);
  throw new TaskError({
    code: 'COMPONENT_FAILED',
    message: 'The contract suite lets every service fail once.',
    retryable: false,
  });
}
