import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estimateCost } from './estimate-cost.ts';
import { UsageMeter } from './usage-meter.ts';

const ID = '01a23143-f3f5-7632-9d96-e391984dbe16';

let sessions: string;
let file: string;
let total = 0;
beforeEach(() => {
  total = 0;
  sessions = mkdtempSync(join(tmpdir(), 'codex-sessions-'));
  mkdirSync(join(sessions, '2026', '12', '01'), { recursive: true });
  file = join(sessions, '2026', '12', '01', `rollout-2026-12-01T11-01-06-${ID}.jsonl`);
});
afterEach(() => rmSync(sessions, { recursive: true, force: true }));

const record = (...entries: readonly object[]): void =>
  entries.forEach((entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`));

const context = (model: string): object => ({ type: 'turn_context', payload: { model, cwd: '/' } });

function tokenCount(input: number, cached: number, output: number, isNew = true): object {
  if (isNew) total += input + output;
  const last = { input_tokens: input, cached_input_tokens: cached, output_tokens: output };
  const info = { last_token_usage: last, total_token_usage: { total_tokens: total } };
  return { type: 'event_msg', payload: { type: 'token_count', info } };
}

const meter = (sessionId?: string): Promise<UsageMeter> =>
  UsageMeter.open({ sessions, sessionId, prices: { mine: { input: 1, cachedInput: 0.5, output: 10 } } });

describe('the meter', () => {
  it('counts each response once, apart from those of earlier runs', async () => {
    record(context('old'), tokenCount(5_000, 0, 500));
    const resumed = await meter(ID);
    record(context('mine'), tokenCount(1_000, 400, 50), tokenCount(1_000, 400, 50, false), { type: 'other' });
    expect(await resumed.read(ID)).toMatchObject({ turns: 1 });
    record(tokenCount(2_000, 0, 100));
    expect(await resumed.read(ID)).toEqual({
      usage: {
        inputTokens: 2_600,
        outputTokens: 150,
        cacheCreationInputTokens: 0,
        cacheReadInputTokens: 400,
      },
      costUsd: expect.closeTo(0.0043, 8) as number,
      modelUsage: { mine: expect.objectContaining({ outputTokens: 150 }) as object },
      turns: 2,
      estimated: true,
    });
  });

  it('tells each response as soon as it is recorded, and what a stopped run may have taken never', async () => {
    const told: unknown[] = [];
    const fresh = await UsageMeter.open({
      sessions,
      sessionId: undefined,
      prices: { mine: { input: 1, cachedInput: 0.5, output: 10 } },
      onResponse: (response) => told.push(response),
    });
    record(context('mine'), tokenCount(1_000, 400, 50));
    await fresh.read(ID);
    await fresh.read(ID);
    fresh.readStopped(300);
    expect(told).toEqual([
      {
        model: 'mine',
        usage: {
          inputTokens: 600,
          outputTokens: 50,
          cacheCreationInputTokens: 0,
          cacheReadInputTokens: 400,
        },
        costUsd: expect.closeTo(0.0013, 8) as number,
      },
    ]);
  });

  it('waits for the end of a line, and counts all of a new session', async () => {
    const fresh = await meter();
    expect(await fresh.read(ID)).toMatchObject({ turns: 0, costUsd: 0 });
    const line = JSON.stringify(tokenCount(10, 0, 1));
    record(context('ä'));
    appendFileSync(file, line.slice(0, 20));
    expect(await fresh.read(ID)).toMatchObject({ turns: 0 });
    appendFileSync(file, `${line.slice(20)}\n`);
    expect(await fresh.read(ID)).toMatchObject({ turns: 1, usage: { inputTokens: 10 } });
  });

  it('estimates the request that was under way, and takes the total of an answer that was not recorded', async () => {
    record(context('mine'), tokenCount(1_000, 0, 10));
    const stopped = await meter();
    await stopped.read(ID);
    expect(stopped.readStopped(300)).toMatchObject({
      turns: 2,
      usage: { inputTokens: 2_000, outputTokens: 110 },
    });
    const unrecorded = await meter();
    expect(unrecorded.readTotal({ input: 7, cachedInput: 2, output: 1 })).toMatchObject({
      turns: 1,
      usage: { inputTokens: 5, outputTokens: 1, cacheReadInputTokens: 2 },
    });
  });
});

describe('the cost', () => {
  it.each([
    ['gpt-6.2-sol', { input: 100_000, cachedInput: 50_000, output: 1_000 }, 0.115],
    ['gpt-6.2-sol', { input: 300_000, cachedInput: 0, output: 1_000 }, 1.215],
    ['gpt-5', { input: 100_000, cachedInput: 0, output: 1_000 }, 0.135],
    ['a-model-of-tomorrow', { input: 100_000, cachedInput: 0, output: 1_000 }, 1.05],
  ])('of %s for %j is %d US dollars', (model, tokens, expected) => {
    expect(estimateCost(model, tokens)).toBeCloseTo(expected, 8);
  });
});
