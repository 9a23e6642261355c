import {
  createServiceToken,
  defineService,
  type ServiceToken,
  TaskContext,
  TaskError,
} from '@poppobuilder/core';
import { type ArgumentTable, parseArgument, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '@poppobuilder/github/arguments';
import { z } from 'zod';
import type { Fake, MethodCall } from './fake.ts';

/** The service as its callers know it; the package itself is not needed. */
interface ClaimAuthority {
  claim(number: number, text: string): Promise<{ readonly signal: AbortSignal; release(): Promise<void> }>;
  isClaimed(number: number): Promise<boolean>;
  clear(number: number): Promise<void>;
}

const ClaimAuthority: ServiceToken<ClaimAuthority> = createServiceToken<ClaimAuthority>({
  id: '@poppobuilder/github/ClaimAuthority',
  scope: 'task',
});

const numbers = z.array(z.int().min(1));

/**
 * Creates a claim authority that grants every claim, but those on what another task has claimed. Calls are `claim`, `isClaimed`,
 * `clear` and `release`. Throws `INVALID_TASK`.
 */
export function fakeClaimAuthority(claimed: readonly number[] = []): Fake<MethodCall> {
  parseArgument(numbers, claimed, { of: 'fakeClaimAuthority()', name: 'claimed' });
  const calls: MethodCall[] = [];
  const record = (method: string, ...args: unknown[]): void => void calls.push({ method, args });
  const service = defineService({
    token: ClaimAuthority,
    services: { context: TaskContext },
    secrets: ['github'],
    create({ context }) {
      const fake: ClaimAuthority = {
        async claim(number, text) {
          context.signal.throwIfAborted();
          record('claim', number, text);
          if (claimed.includes(number)) throw alreadyClaimed(number);
          const { signal } = new AbortController();
          return { signal, release: async () => record('release', number) };
        },
        async isClaimed(number) {
          record('isClaimed', number);
          return claimed.includes(number);
        },
        clear: async (number) => record('clear', number),
      };
      return withCheckedArguments(fake, ARGUMENTS.claims as ArgumentTable<ClaimAuthority>);
    },
  });
  return { service, calls };
}

const alreadyClaimed = (number: number): TaskError =>
  new TaskError({
    code: '@poppobuilder/github/CLAIMED',
    message: `Another task works on #${number}.`,
    retryable: true,
    component: 'github',
  });
