import { traced } from '@poppobuilder/core/runner-kit';

/** Runs a statement within a span, where a trace is being recorded. The text stays out of it: only what it begins with counts. */
export async function traceQuery<T>(text: string, run: () => Promise<T>): Promise<T> {
  const operation = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'QUERY';
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation };
  return traced(operation, { kind: 'client', attributes }, run);
}
