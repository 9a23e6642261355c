import type { IncomingHttpHeaders } from 'node:http';
import { parseTraceparent, withTraceparent } from '@poppobuilder/core/runner-kit';

/** Answers a request in the trace that its header `traceparent` names: what it submits lies below it. Other texts count as none. */
export function inTraceOf<T>({ traceparent }: IncomingHttpHeaders, answer: () => T): T {
  const given = typeof traceparent === 'string' ? traceparent : undefined;
  return parseTraceparent(given) === undefined ? answer() : withTraceparent(given, answer);
}
