import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AgentInbox } from './agent-inbox.ts';
import { startWrapUp, type WrapUpOptions } from './wrap-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each<Partial<WrapUpOptions> & { readonly title: string; readonly asked: number | undefined }>([
  { title: 'a long run', timeout: 10_000, wrapUp: 2_000, asked: 8_000 },
  { title: 'a run that is too short', timeout: 2_000, wrapUp: 2_000, asked: undefined },
  { title: 'a run without an end', timeout: Number.POSITIVE_INFINITY, wrapUp: 2_000, asked: undefined },
  { title: 'a run of an operator who wants none', timeout: 10_000, wrapUp: false, asked: undefined },
])('$title is asked to finish after $asked ms', ({ timeout = 0, wrapUp = false, asked }) => {
  const onDue = vi.fn<(message: string) => void>();
  startWrapUp({ timeout, wrapUp, onDue });
  vi.advanceTimersByTime((asked ?? 20_000) - 1);
  expect(onDue).not.toHaveBeenCalled();
  if (asked === undefined) return;
  vi.advanceTimersByTime(1);
  expect(onDue).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('in 2 seconds'));
});

it('messages wait until the agent reads, and are refused after its answer', () => {
  const written: string[] = [];
  const input = { write: (text: string) => void written.push(text), end: () => void written.push('end') };
  const inbox = new AgentInbox((message) => `<${message}>`);
  expect(inbox.send('early')).toBe(true);
  inbox.attach(input);
  expect(inbox.send('later')).toBe(true);
  inbox.close();
  expect(inbox.send('too late')).toBe(false);
  expect(written).toEqual(['<early>', '<later>', 'end']);
});
