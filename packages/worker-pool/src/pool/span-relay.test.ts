import { createMasker } from '@poppobuilder/core';
import {
  createTraceContext,
  installTracing,
  type SpanRecord,
  withTraceparent,
} from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SpanRelay } from './span-relay.ts';

const TRACE = 'a'.repeat(32);
const span = (fields: Partial<SpanRecord> = {}): SpanRecord => ({
  traceId: TRACE,
  spanId: 'c'.repeat(16),
  parentId: 'b'.repeat(16),
  name: 'run handler',
  kind: 'internal',
  startTime: 1,
  endTime: 2,
  attributes: {},
  ...fields,
});

const spans: SpanRecord[] = [];

beforeEach(() => {
  spans.length = 0;
  installTracing({ ...createTraceContext(), record: (one) => spans.push(one), samples: () => true });
});

afterEach(() => installTracing(undefined));

const relayIn = (flags: string): SpanRelay =>
  withTraceparent(
    `00-${TRACE}-${'b'.repeat(16)}-${flags}`,
    () => new SpanRelay(createMasker(['hunter2-secret'])),
  );

it('a span of a worker is recorded, without the secrets of its task', () => {
  relayIn('01').take(
    span({ name: 'say hunter2-secret', attributes: { text: 'hunter2-secret' }, error: 'hunter2-secret' }),
  );
  expect(spans).toHaveLength(1);
  expect(JSON.stringify(spans)).not.toContain('hunter2-secret');
});

it.each([
  ['of another trace', span({ traceId: 'd'.repeat(32) })],
  ['without a parent', { ...span(), parentId: undefined }],
  ['that ends before it begins', span({ startTime: 3 })],
  ['with an endless time', span({ endTime: Infinity })],
  ['with nested attributes', { ...span(), attributes: { a: {} } }],
  ['with a long text', span({ attributes: { a: 'x'.repeat(2_000) } })],
  [
    'with many attributes',
    span({ attributes: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [i, i])) }),
  ],
  ['with other fields', { ...span(), resource: {} }],
  ['that is none', 'a span'],
])('a span %s is dropped', (_name, forged) => {
  relayIn('01').take(forged);
  expect(spans).toEqual([]);
});

it('a task sends at most 10,000 spans', () => {
  const relay = relayIn('01');
  for (let count = 0; count < 10_010; count += 1) relay.take(span());
  expect(spans).toHaveLength(10_000);
});

it('nothing is taken for a trace that is not recorded', () => {
  relayIn('00').take(span());
  expect(spans).toEqual([]);
});
