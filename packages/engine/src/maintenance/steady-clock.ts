/** A clock for pg-boss. */
export interface SteadyClock {
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): NodeJS.Timeout;
  clearTimeout(handle: unknown): void;
  setInterval(callback: () => void, milliseconds: number): NodeJS.Timeout;
  clearInterval(handle: unknown): void;
}

const startedAt = Date.now() - performance.now();

/** A clock that only goes forward. When the host's clock is set back, pg-boss's background work would stop with it. */
export const steadyClock: SteadyClock = {
  now: () => startedAt + performance.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  setInterval: (callback, milliseconds) => setInterval(callback, milliseconds),
  clearInterval: (handle) => clearInterval(handle as NodeJS.Timeout),
};
