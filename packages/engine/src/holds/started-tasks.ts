import { randomUUID } from 'node:crypto';
import type { EngineContext } from '../engine-context.ts';

/** How long a hold waits for consumers that do not answer, as those of killed processes. In milliseconds. */
const ANSWER_TIMEOUT = 1_000;

/**
 * Resolves when these consumers have started everything that they fetched before: the runners of tasks begin a moment after
 * their fetch. A consumer that does not answer is not waited for any longer than a second.
 */
export async function untilStarted(
  { signals, onError, closing }: Pick<EngineContext, 'signals' | 'onError' | 'closing'>,
  consumers: readonly string[],
): Promise<void> {
  const missing = new Set(consumers);
  if (missing.size === 0) return;
  const question = randomUUID();
  const answered = Promise.withResolvers<void>();
  const onAnswer = (of: string, consumer: string): void => {
    if (of !== question) return;
    missing.delete(consumer);
    if (missing.size === 0) answered.resolve();
  };
  const timer = setTimeout(answered.resolve, ANSWER_TIMEOUT);
  const onClosing = (): void => answered.resolve();
  closing.addEventListener('abort', onClosing, { once: true });
  signals.on('started', onAnswer);
  signals.askForStarts(question).catch(onError);
  await answered.promise;
  signals.off('started', onAnswer);
  closing.removeEventListener('abort', onClosing);
  clearTimeout(timer);
}
