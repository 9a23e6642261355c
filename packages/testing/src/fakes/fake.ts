import type { AnyServiceDefinition } from '@poppobuilder/core';

/** A service that does what a test says, and records how it is called. */
export interface Fake<Call> {
  /** The service, for the option `services`. */
  readonly service: AnyServiceDefinition;
  /** Every call so far, in order. */
  readonly calls: readonly Call[];
}

/** What a fake answers: the same each time, or by a function of the call. What that throws is what the service rejects with. */
export type Reply<Call, Answer> = Answer | ((call: Call) => Answer | Promise<Answer>);

/** A call of a method of a service. */
export interface MethodCall {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Resolves with what a reply says about a call. */
export async function answer<Call, Answer>(reply: Reply<Call, Answer>, call: Call): Promise<Answer> {
  return typeof reply === 'function' ? (reply as (call: Call) => Answer | Promise<Answer>)(call) : reply;
}
