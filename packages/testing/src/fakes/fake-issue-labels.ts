import { createServiceToken, defineService, type ServiceToken } from '@poppobuilder/core';
import { type ArgumentTable, parseArgument, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '@poppobuilder/github/arguments';
import { z } from 'zod';
import type { Fake } from './fake.ts';

/** A state that was shown, or the end of showing any. */
export interface LabelCall {
  readonly number: number;
  /** Absent when the labels were cleared. */
  readonly state?: string | undefined;
  /** Names of the labels that the issue had. */
  readonly current: readonly string[];
}

/** The service as its callers know it; the package itself is not needed. */
interface IssueLabels {
  readonly isForbidden: boolean;
  show(number: number, state: string, current: readonly string[]): Promise<void>;
  clear(number: number, current: readonly string[]): Promise<void>;
}

const IssueLabels: ServiceToken<IssueLabels> = createServiceToken<IssueLabels>({
  id: '@poppobuilder/github/IssueLabels',
  scope: 'task',
});

const labelOptions = z.strictObject({ isForbidden: z.boolean().optional() });

/** Creates labels of issues that change nothing. With `isForbidden` the token may not set labels. Throws `INVALID_TASK`. */
export function fakeIssueLabels(options: { readonly isForbidden?: boolean } = {}): Fake<LabelCall> {
  const { isForbidden = false } = parseArgument(labelOptions, options, { of: 'fakeIssueLabels()' });
  const calls: LabelCall[] = [];
  const fake: IssueLabels = {
    isForbidden,
    async show(number, state, current) {
      calls.push({ number, state, current });
    },
    async clear(number, current) {
      calls.push({ number, current });
    },
  };
  const create = (): IssueLabels =>
    withCheckedArguments(fake, ARGUMENTS.labels as ArgumentTable<IssueLabels>);
  return { service: defineService({ token: IssueLabels, secrets: ['github'], create }), calls };
}
