import { expect, it } from 'vitest';
import { rowsOf } from './rows.ts';

const at = '2026-01-01T00:00:00.000Z';
const turn = { kind: 'turn', model: 'm', usage: {}, costUsd: 1, at } as const;
const tool = { kind: 'tool', tool: 'Bash', toolUseId: 't', input: '', at } as const;
const result = { kind: 'result', toolUseId: 't', output: 'ok', isError: false, at } as const;

it('results go to the tools of their attempt, and turns are counted in each', () => {
  const rows = rowsOf([
    { ...tool, sequence: 1, attempt: 1 },
    { ...turn, sequence: 2, attempt: 1 },
    { ...result, sequence: 3, attempt: 1 },
    { ...turn, sequence: 4, attempt: 1 },
    { ...tool, sequence: 5, attempt: 2 },
    { ...turn, sequence: 6, attempt: 2 },
  ]);
  expect(rows).toMatchObject([
    { sequence: 1, result: { output: 'ok' } },
    { sequence: 2, turn: 1 },
    { sequence: 4, turn: 2 },
    { sequence: 5, result: undefined },
    { sequence: 6, turn: 1 },
  ]);
});
