import type { Submission, Submitted } from '@poppobuilder/engine';
import { describe, expect, it } from 'vitest';
import { submitTogether } from './submit-together.ts';

const task = (type: string): Submission['task'] => ({ type, projectId: 'p', projectPath: '/p' });

/** Stores tasks, and refuses those of the type `bad`. */
function recorder(): {
  readonly batches: string[][];
  readonly submit: ReturnType<typeof submitTogether>;
} {
  const batches: string[][] = [];
  const submit = submitTogether(async (submissions) => {
    const types = submissions.map((submission) => submission.task.type);
    batches.push(types);
    await Promise.resolve();
    if (types.includes('bad')) throw new Error('It is bad.');
    return types.map((type): Submitted => ({ id: type, isDuplicate: false }));
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

  it('are refused one by one', async () => {
    const { batches, submit } = recorder();
    const all = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(async (type) => submit(task(type), {})));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']]);
  });
});
