/** How often the clock is looked at, and how far it may be ahead before the machine must have slept. In milliseconds. */
const INTERVAL = 5_000;
const SLEEP = 20_000;

/** Calls back when the machine has slept, or is back on the network. Returns a function that stops it. */
export function onWake(listener: () => void): () => void {
  let seen = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - seen > INTERVAL + SLEEP) listener();
    seen = now;
  }, INTERVAL);
  addEventListener('online', listener);
  return () => {
    clearInterval(timer);
    removeEventListener('online', listener);
  };
}
