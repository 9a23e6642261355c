import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskError } from '../errors/task-error.ts';
import { createTraceContext } from './local-context.ts';
import type { SpanRecord } from './span-record.ts';
import { beginTaskTrace, endTaskTrace } from './task-trace.ts';
import { traceFields } from './trace-fields.ts';
import { activeTraceparent, startSpan, traced, withTraceparent } from './traced.ts';
import { parseTraceparent } from './traceparent.ts';
import { installTracing } from './tracing.ts';

const spans: SpanRecord[] = [];
let isSampling = true;

beforeEach(() => {
  spans.length = 0;
  isSampling = true;
  installTracing({
    ...createTraceContext(),
    record: (span) => spans.push(span),
    samples: () => isSampling,
  });
});

afterEach(() => installTracing(undefined));

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('traced', () => {
  it('records what runs within a span as its children, across promises', async () => {
    await traced('outer', { root: true }, async () => {
      await turn();
      await traced('inner', { attributes: { count: 1, absent: undefined } }, turn);
      traced('sync', { kind: 'client' }, () => undefined);
    });
    const outer = spans.at(-1);
    expect(spans).toMatchObject([
      { name: 'inner', parentId: outer?.spanId, attributes: { count: 1 }, kind: 'internal' },
      { name: 'sync', parentId: outer?.spanId, kind: 'client' },
      { name: 'outer' },
    ]);
    expect(outer).not.toHaveProperty('parentId');
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans[0]).not.toHaveProperty('attributes.absent');
  });

  it('marks what fails with the code of the error, and never with its message', async () => {
    const error = new TaskError({ code: 'TASK_TIMEOUT', message: 'a secret text' });
    const failing = traced('outer', { root: true }, async () => Promise.reject(error));
    await expect(failing).rejects.toBe(error);
    expect(() =>
      traced('sync', { root: true }, () => {
        throw new RangeError('a secret text');
      }),
    ).toThrow(RangeError);
    expect(spans).toMatchObject([{ error: 'TASK_TIMEOUT' }, { error: 'RangeError' }]);
    expect(JSON.stringify(spans)).not.toContain('secret');
  });

  it('records nothing outside a trace, and begins one only when asked to', () => {
    traced('alone', {}, () => undefined);
    startSpan('alone').end();
    expect(spans).toEqual([]);
  });

  it('continues a trace from elsewhere, and leaves it again', () => {
    const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    withTraceparent(parent, () => {
      traced('here', {}, () => undefined);
      withTraceparent(undefined, () => traced('not here', {}, () => undefined));
    });
    expect(spans).toMatchObject([{ name: 'here', traceId: 'a'.repeat(32), parentId: 'b'.repeat(16) }]);
  });

  it('links a span to those of other traces that are recorded', () => {
    const [one, two] = ['a', 'b'].map((digit) => `00-${digit.repeat(32)}-${digit.repeat(16)}`);
    traced('batch', { root: true, links: [`${one}-01`, `${two}-00`, 'none'] }, () => undefined);
    expect(spans).toMatchObject([{ links: [{ traceId: 'a'.repeat(32), spanId: 'a'.repeat(16) }] }]);
  });

  it('passes on the decision not to record a trace', () => {
    isSampling = false;
    traced('outer', { root: true }, (span) => {
      expect(parseTraceparent(span.traceparent)).toMatchObject({ isSampled: false });
      isSampling = true;
      traced('inner', {}, () => undefined);
    });
    expect(spans).toEqual([]);
  });

  it('calls the function and nothing else when nothing is installed', () => {
    installTracing(undefined);
    expect(traced('outer', { root: true }, ({ traceparent }) => traceparent)).toBeUndefined();
    expect([activeTraceparent(), traceFields(), beginTaskTrace()]).toEqual([undefined, {}, undefined]);
  });

  it('cuts long attributes', () => {
    traced('outer', { root: true, attributes: { long: 'x'.repeat(10_000) } }, () => undefined);
    expect(spans[0]?.attributes['long']).toHaveLength(1_024);
  });
});

describe('the trace of a task', () => {
  it('ends in another process than it began in', () => {
    const begun = traced('submit', { root: true }, () => beginTaskTrace());
    const stored = JSON.parse(JSON.stringify(begun)) as NonNullable<typeof begun>;
    traced('attempt', { parent: stored.traceparent }, () => undefined);
    endTaskTrace(
      stored,
      'task',
      { id: 'one' },
      new TaskError({ code: 'HANDLER_FAILED', message: 'It failed.' }),
    );
    const [submit, attempt, task] = spans;
    expect(task).toMatchObject({ name: 'task', parentId: submit?.spanId, error: 'HANDLER_FAILED' });
    expect(attempt).toMatchObject({ parentId: task?.spanId, traceId: task?.traceId });
    expect(task?.startTime).toBeLessThanOrEqual(attempt?.startTime ?? 0);
  });
});

describe('parseTraceparent', () => {
  it.each([
    '',
    '00-0',
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
  ])('takes no place from %j', (text) => expect(parseTraceparent(text)).toBeUndefined());
});
