/** Between two warnings. In milliseconds. */
const INTERVAL = 60_000;

/** Returns a function that passes on the first reason of each minute. A password in a URL is left out. */
export function warnNowAndThen(warn: (reason: string) => void): (reason: unknown) => void {
  let warnedAt = Number.NEGATIVE_INFINITY;
  return (reason) => {
    if (performance.now() - warnedAt < INTERVAL) return;
    warnedAt = performance.now();
    warn(textOf(reason).replaceAll(/\/\/[^@/\s]*@/g, '//'));
  };
}

/** The SDK reports errors as JSON, with their stack. */
function textOf(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  const text = String(reason);
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
