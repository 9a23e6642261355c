import { TaskError } from '@poppobuilder/core';
import {
  activeTraceparent,
  createTraceContext,
  installTracing,
  type SpanRecord,
  withTraceparent,
} from '@poppobuilder/core/runner-kit';
import type { Submission, Submitted } from '@poppobuilder/engine';
import { describe, expect, it } from 'vitest';
import { submitTogether } from './submit-together.ts';

const task = (type: string): Submission['task'] => ({ type, projectId: 'p', projectPath: '/p' });

/** Stores tasks, and refuses those of the type `bad`; there is no database for `unavailable`. */
function recorder(): {
  readonly batches: string[][];
  readonly submit: ReturnType<typeof submitTogether>;
} {
  const batches: string[][] = [];
  const submitMany = async (submissions: readonly Submission[]): Promise<Submitted[]> => {
    const types = submissions.map((submission) => submission.task.type);
    batches.push(types);
    await Promise.resolve();
    if (types.includes('bad')) throw new TaskError({ code: 'INVALID_TASK', message: 'It is bad.' });
    if (types.includes('unavailable')) {
      throw new TaskError({ code: 'DATABASE_UNAVAILABLE', message: 'It is away.', retryable: true });
    }
    return types.map((type): Submitted => ({ id: type, isDuplicate: false }));
  };
  const submit = submitTogether({
    submitMany,
    submit: async (one, options) => (await submitMany([{ task: one, options }]))[0] as Submitted,
  });
  return { batches, submit };
}

describe('tasks that are submitted at the same time', () => {
  it('are stored together while another one is being stored', async () => {
    const { batches, submit } = recorder();
    const all = await Promise.all(['a', 'b', 'c'].map(async (type) => submit(task(type), {})));
    expect(all.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(batches).toEqual([['a'], ['b', 'c']]);
    await submit(task('d'), {});
    expect(batches.at(-1)).toEqual(['d']);
  });

  it('each lie in the trace of their caller, and what stores several links to those', async () => {
    const spans: SpanRecord[] = [];
    installTracing({
      ...createTraceContext(),
      record: (span) => spans.push(span),
      samples: () => true,
    });
    const traceparents = ['1', '2', '3'].map((digit) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`);
    const traces: (string | undefined)[] = [];
    const submit = submitTogether({
      submit: async () => {
        traces.push(activeTraceparent());
        return { id: 'alone', isDuplicate: false };
      },
      submitMany: async (submissions) => {
        traces.push(...submissions.map(({ traceparent }) => traceparent));
        return submissions.map(() => ({ id: 'together', isDuplicate: false }));
      },
    });
    try {
      await Promise.all(
        traceparents.map(async (traceparent) =>
          withTraceparent(traceparent, async () => submit(task('a'), {})),
        ),
      );
    } finally {
      installTracing(undefined);
    }
    expect(traces).toEqual(traceparents);
    expect(spans).toMatchObject([
      {
        name: 'store tasks',
        traceId: expect.not.stringMatching(/^(\d)\1*$/) as string,
        links: ['2', '3'].map((digit) => ({ traceId: digit.repeat(32), spanId: digit.repeat(16) })),
      },
    ]);
  });

  it('are refused one by one', async () => {
    const { batches, submit } = recorder();
    const all = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(async (type) => submit(task(type), {})));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']]);
  });

  it('all fail with the first attempt while the database is not available', async () => {
    const { batches, submit } = recorder();
    const all = await Promise.allSettled(
      ['a', 'b', 'unavailable'].map(async (type) => submit(task(type), {})),
    );
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(batches).toEqual([['a'], ['b', 'unavailable']]);
  });
});
