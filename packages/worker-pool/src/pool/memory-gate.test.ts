import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryGate } from './memory-gate.ts';

const NOBODY = { onChange: (): void => undefined, onShut: (): void => undefined };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('MemoryGate', () => {
  it('is open when nothing must be free', () => {
    expect(new MemoryGate(0, NOBODY, () => 0).isOpen()).toBe(true);
  });

  it('is closed while too little is free, warns once, and polls', () => {
    let free = 10;
    const [onChange, onShut] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const gate = new MemoryGate(100, { onChange, onShut }, () => free);
    expect([gate.isOpen(), gate.isOpen()]).toEqual([false, false]);
    expect(gate.shortage()).toBe('10B of memory is free, and minFreeMemory is 100B.');
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
    vi.runOnlyPendingTimers();
    expect([onShut, onChange].map(({ mock }) => mock.calls.length)).toEqual([3, 1]);
    free = 100;
    expect(gate.isOpen()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const gate = new MemoryGate(100, NOBODY, () => 0);
    gate.isOpen();
    gate.close();
    warned.mockRestore();
    expect(vi.getTimerCount()).toBe(0);
  });
});
