import { createServiceToken, defineService, type ServiceToken, TaskError } from '@poppobuilder/core';
import {
  type ArgumentTable,
  parseArgument,
  texts,
  withCheckedArguments,
} from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '@poppobuilder/github/arguments';
import type { Fake } from './fake.ts';

/** An author who was judged. */
export interface AuthorCall {
  readonly login?: string | undefined;
  readonly [field: string]: unknown;
}

/** The service as its callers know it; the package itself is not needed. */
interface Authors {
  judge(author: AuthorCall): Promise<{ readonly isPermitted: boolean; readonly reason: string }>;
  assertPermitted(author: AuthorCall): Promise<void>;
}

const Authors: ServiceToken<Authors> = createServiceToken<Authors>({
  id: '@poppobuilder/github/Authors',
  scope: 'task',
});

const logins = texts.optional();

/** Creates a judge of authors who permits everybody, or those with the given logins alone. Throws `INVALID_TASK`. */
export function fakeAuthors(permitted?: readonly string[]): Fake<AuthorCall> {
  parseArgument(logins, permitted, { of: 'fakeAuthors()', name: 'permitted' });
  const calls: AuthorCall[] = [];
  const judge: Authors['judge'] = async (author) => {
    calls.push(author);
    const isPermitted = permitted === undefined || permitted.includes(author.login ?? '');
    const reason = `${author.login ?? 'A deleted account'} may ${isPermitted ? '' : 'not '}command the agent.`;
    return { isPermitted, reason };
  };
  const fake: Authors = {
    judge,
    async assertPermitted(author) {
      const { isPermitted, reason } = await judge(author);
      if (!isPermitted) throw new TaskError({ code: 'NOT_PERMITTED', message: reason });
    },
  };
  const create = (): Authors => withCheckedArguments(fake, ARGUMENTS.authors as ArgumentTable<Authors>);
  return { service: defineService({ token: Authors, secrets: ['github'], create }), calls };
}
