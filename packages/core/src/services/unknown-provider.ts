import { TaskError } from '../errors/task-error.ts';
import { closestWord } from '../text/closest-word.ts';
import { serviceName, type ServiceToken } from './service-token.ts';

/** Returns the error for a provider that is chosen and that nothing brings. */
export function unknownProvider(
  token: Pick<ServiceToken<unknown>, 'id'>,
  chosen: string,
  known: readonly string[],
): TaskError {
  const service = serviceName(token);
  const names = known.map((name) => JSON.stringify(name)).join(', ');
  const suggestion = closestWord(chosen, known);
  return new TaskError({
    code: 'INVALID_CONFIG',
    message: `The configuration chooses ${JSON.stringify(chosen)} as the provider of ${service}, and no plugin has it; there are ${names}.`,
    hint:
      suggestion === undefined
        ? 'Install the plugin that has this provider, or choose another one.'
        : `Did you mean ${JSON.stringify(suggestion)}?`,
    component: service,
  });
}
