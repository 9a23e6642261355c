import { randomBytes } from 'node:crypto';
import type { TaskHandler } from '@poppobuilder/core';
import type { ContractExample } from '../contract-example.ts';
import { failServices } from './fail-services.ts';
import { GRACE } from './handler-clock.ts';
import type { Trial, TrialOptions } from './run-trial.ts';

/** What a trial tries. */
export type TrialName =
  | 'plain'
  | 'cancelled'
  | 'cancelled later'
  | 'timed out'
  | 'services fail'
  | 'no files'
  | 'other secrets';

/** What a plan follows from. */
interface PlanContext {
  readonly handler: TaskHandler;
  readonly example: ContractExample;
  readonly plain: () => Promise<Trial>;
}

/** Resolves with the options of a trial, or with nothing where there is nothing to try. */
type TrialPlan = (context: PlanContext) => Promise<TrialOptions | undefined>;

/** A handler that works longer than this can be seen to ignore a signal in the midst of its work. In milliseconds. */
const LONG = GRACE + 150;

/** The longest timeout that is tried. In milliseconds. */
const MAX_TIMEOUT_TRIED = 200;

/** How long a handler may try to cope with a fault. In milliseconds. */
const FAULT_TIME = 2_000;

/** Every trial, by what it tries. */
export const TRIAL_PLANS: Readonly<Record<TrialName, TrialPlan>> = {
  plain: async () => ({}),
  cancelled: async () => ({ cancelAfter: 0 }),
  async 'cancelled later'({ plain }) {
    const { duration } = await plain();
    return duration < LONG ? undefined : { cancelAfter: Math.min(duration / 2, duration - LONG) };
  },
  async 'timed out'({ plain }) {
    const { duration } = await plain();
    return { timeout: Math.max(1, Math.min(Math.floor(duration / 2), MAX_TIMEOUT_TRIED)) };
  },
  'services fail': async ({ handler }) =>
    Object.keys(handler.services).length === 0
      ? undefined
      : { service: failServices(handler), timeout: FAULT_TIME },
  'no files': async ({ example }) =>
    Object.keys(example.files ?? {}).length === 0 ? undefined : { files: {}, timeout: FAULT_TIME },
  async 'other secrets'({ handler, example }) {
    const { secrets = {} } = example;
    const missing = (handler.permissions.secrets ?? []).filter((name) => !Object.hasOwn(secrets, name));
    const made = missing.map((name) => [name, `canary${randomBytes(16).toString('hex')}`]);
    return missing.length === 0
      ? undefined
      : { secrets: { ...secrets, ...Object.fromEntries(made) }, timeout: FAULT_TIME };
  },
};
