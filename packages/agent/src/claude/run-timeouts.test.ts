import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent } from './stream/stream-events.ts';
import { RunTimeouts } from './run-timeouts.ts';

const LIFE: StreamEvent = { type: 'unknown', name: 'tool_progress' };
const RESULT = { type: 'result' } as StreamEvent;

function answer(toolUseIds: readonly string[] = [], parentToolUseId?: string): StreamEvent {
  const content = toolUseIds.map((id) => ({ type: 'tool_use' as const, id, name: 'Bash', input: {} }));
  return { type: 'assistant', content, parentToolUseId } as unknown as StreamEvent;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(wall?: number): { timeouts: RunTimeouts; stop: ReturnType<typeof vi.fn> } {
  const stop = vi.fn<() => void>();
  return { timeouts: new RunTimeouts({ idle: 1_000, background: 60_000, wall }, stop), stop };
}

describe('RunTimeouts', () => {
  it('stops what falls silent, once', () => {
    const { timeouts, stop } = start();
    vi.advanceTimersByTime(900);
    timeouts.observe(LIFE);
    vi.advanceTimersByTime(900);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    timeouts.observe(LIFE);
    vi.advanceTimersByTime(100_000);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(timeouts.stoppedBy).toBe('idle');
  });

  it('waits longer when the CLI says that it waits before a retry', () => {
    const { timeouts, stop } = start();
    timeouts.observe({ type: 'api-retry', attempt: 1, maxRetries: 10, delay: 30_000, status: 429 });
    vi.advanceTimersByTime(30_999);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('waits for tools that run in silence, and counts again when the last has given its result', () => {
    const { timeouts, stop } = start();
    timeouts.observe(answer(['build', 'test']));
    vi.advanceTimersByTime(600_000);
    timeouts.observe({ type: 'tool-result', toolUseIds: ['build'], results: [] });
    vi.advanceTimersByTime(600_000);
    timeouts.observe({ type: 'tool-result', toolUseIds: ['test'], results: [] });
    vi.advanceTimersByTime(999);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(timeouts.stoppedBy).toBe('idle');
  });

  it('stops a run whose tool exceeds the timeout', () => {
    const { timeouts } = start(2_500);
    timeouts.observe(answer(['build']));
    vi.advanceTimersByTime(2_500);
    expect(timeouts.stoppedBy).toBe('timeout');
  });

  it('does not wait for an agent below that falls silent between its tools', () => {
    const { timeouts, stop } = start();
    timeouts.observe(answer(['agent']));
    timeouts.observe(answer(['build'], 'agent'));
    vi.advanceTimersByTime(600_000);
    timeouts.observe({ type: 'tool-result', toolUseIds: ['build'], results: [] });
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(timeouts.stoppedBy).toBe('idle');
  });

  it('forgets a tool without a result when the agent has answered', () => {
    const { timeouts } = start();
    timeouts.observe(answer(['build']));
    timeouts.observe(RESULT);
    vi.advanceTimersByTime(5_000);
    expect(timeouts.stoppedBy).toBe('after-result');
  });

  it('stops a run that exceeds its timeout, even with output', () => {
    const { timeouts, stop } = start(2_500);
    for (let time = 0; time < 2_500; time += 500) {
      timeouts.observe(LIFE);
      vi.advanceTimersByTime(500);
    }
    expect(stop).toHaveBeenCalledOnce();
    expect(timeouts.stoppedBy).toBe('timeout');
  });

  it('allows a few seconds to exit after the answer', () => {
    const { timeouts, stop } = start();
    timeouts.observe(RESULT);
    vi.advanceTimersByTime(4_999);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(timeouts.stoppedBy).toBe('after-result');
  });

  it('allows background commands more time, and uses the usual timeout again when the agent continues', () => {
    const { timeouts, stop } = start();
    timeouts.observe({ type: 'background-tasks', count: 1 });
    timeouts.observe(RESULT);
    vi.advanceTimersByTime(59_000);
    timeouts.observe({ type: 'background-tasks', count: 0 });
    timeouts.observe(answer());
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(timeouts.stoppedBy).toBe('idle');
  });

  it.each([
    { idle: 2 ** 31 - 1, delay: 1_000 },
    { idle: 2 ** 31 - 1, delay: 2 ** 31 },
    { idle: 1_000, delay: 2 ** 31 - 1 },
    { idle: Number.POSITIVE_INFINITY, delay: 1_000 },
  ])('lets an agent wait for $delay ms beyond $idle ms', ({ idle, delay }) => {
    const stop = vi.fn<() => void>();
    const timeouts = new RunTimeouts({ idle, background: 60_000, wall: Number.POSITIVE_INFINITY }, stop);
    timeouts.observe({ type: 'api-retry', attempt: 1, maxRetries: 10, delay, status: 429 });
    vi.advanceTimersByTime(Math.min(idle, 2 ** 31) + delay - 1);
    expect(stop).not.toHaveBeenCalled();
    timeouts.end();
  });

  it('takes each piece of an answer for a sign of life', () => {
    const { timeouts, stop } = start();
    for (let piece = 0; piece < 20; piece += 1) {
      vi.advanceTimersByTime(900);
      timeouts.observe({ type: 'partial' });
    }
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(timeouts.stoppedBy).toBe('idle');
  });

  it('counts as usual when the first piece of a further answer comes', () => {
    const { timeouts } = start();
    timeouts.observe(RESULT);
    timeouts.observe({ type: 'partial' });
    vi.advanceTimersByTime(1_000);
    expect(timeouts.stoppedBy).toBe('idle');
  });

  it('stops nothing once it has ended', () => {
    const { timeouts, stop } = start(2_000);
    timeouts.end();
    vi.advanceTimersByTime(100_000);
    expect(stop).not.toHaveBeenCalled();
    expect(timeouts.stoppedBy).toBeUndefined();
  });
});
