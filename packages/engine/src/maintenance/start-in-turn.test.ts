import { expect, it } from 'vitest';
import { startInTurn } from './start-in-turn.ts';

it('starts sweeps in their order, and none once it is stopped', async () => {
  const closing = new AbortController();
  const started: string[] = [];
  const sweeps = [
    { start: () => started.push('first') },
    { start: () => (closing.abort(), started.push('second')) },
    { start: () => started.push('third') },
  ];
  await startInTurn(sweeps, closing.signal);
  expect(started).toEqual(['first', 'second']);
});
