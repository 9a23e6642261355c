import { expect, it } from 'vitest';
import { TurnEnds } from './turn-ends.ts';

const usage = { inputTokens: 1, outputTokens: 1, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
const response = (model: string) => ({ model, usage, costUsd: 0 });

it('a turn ends after what it did, whenever the CLI records what its response took', () => {
  const told: string[] = [];
  const turns = new TurnEnds(({ model }) => told.push(model));
  // Before it reports what the response asked for.
  turns.add(response('first'));
  turns.endTurn();
  expect(told).toEqual([]);
  turns.noteDone();
  turns.endTurn();
  expect(told).toEqual(['first']);
  // Afterwards.
  turns.noteDone();
  turns.endTurn();
  turns.add(response('second'));
  turns.endTurn();
  turns.add(response('third'));
  turns.endTurn();
  expect(told).toEqual(['first', 'second']);
  turns.endAll();
  expect(told).toEqual(['first', 'second', 'third']);
});
