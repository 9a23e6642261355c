import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../stream/stream-events.ts';
import { UsageMeter } from './usage-meter.ts';

const counts = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  outputTokens,
  cacheCreationInputTokens: 0,
  cacheReadInputTokens: 0,
});

const init: StreamEvent = { type: 'init', sessionId: 's', model: 'claude-opus-5-5' };
const toolResult: StreamEvent = { type: 'tool-result', toolUseIds: [], results: [] };

const answer = (messageId: string, text = '', model = 'claude-opus-5-5'): StreamEvent => ({
  type: 'assistant',
  messageId,
  model,
  content: [{ type: 'text', text }],
  usage: counts(1_000, 1),
  error: undefined,
  parentToolUseId: undefined,
});

const result = (turns: number, costUsd: number): StreamEvent => ({
  type: 'result',
  subtype: 'success',
  isError: false,
  apiErrorStatus: undefined,
  terminalReason: 'completed',
  text: '',
  sessionId: 's',
  turns,
  usage: { 'claude-opus-5-5': { ...counts(1_000, 50), costUsd } },
  permissionDenials: [],
  structuredOutput: undefined,
});

function read(...events: readonly StreamEvent[]): ReturnType<UsageMeter['read']> {
  const meter = new UsageMeter();
  for (const event of events) meter.observe(event);
  return meter.read();
}

describe('UsageMeter', () => {
  it('reads nothing before a session begins', () => {
    expect(read()).toMatchObject({ usage: counts(0, 0), costUsd: 0, turns: 0, estimated: false });
  });

  it('adds up what each result bills', () => {
    const reading = read(init, answer('a'), result(1, 0.25), toolResult, answer('b'), result(2, 0.5));
    expect(reading).toMatchObject({ usage: counts(2_000, 100), costUsd: 0.75, turns: 3, estimated: false });
  });

  it('estimates answers that were not billed, each once, with its output by its length', () => {
    const reading = read(init, answer('a', 'x'.repeat(300)), answer('a', 'x'.repeat(300)));
    expect(reading).toMatchObject({ usage: counts(1_000, 200), turns: 1, estimated: true });
    expect(reading.costUsd).toBeCloseTo((1_000 * 4 + 200 * 20) / 1_000_000);
  });

  it('estimates the request that was under way', () => {
    expect(read(init)).toMatchObject({ usage: counts(20_000, 0), turns: 0, estimated: true });
    expect(read(init, answer('a'), toolResult)).toMatchObject({ usage: counts(2_000, 1), estimated: true });
  });

  it('does not bill what the CLI writes itself', () => {
    expect(read(init, answer('a', 'API Error', '<synthetic>'))).toMatchObject({ costUsd: 0, turns: 0 });
  });
});
