import { randomUUID } from 'node:crypto';
import type { EngineContext } from '../engine-context.ts';
import { ANSWER_TIMEOUT } from './start-window.ts';

/** Stands for consumers that are not known, and so cannot be seen to answer. */
const UNKNOWN = '';

/**
 * Resolves when these consumers start nothing any more that they fetched before and that is held. A consumer that does not
 * answer, as that of a killed or frozen process, is waited for until it may start nothing without asking the database again.
 */
export async function untilStarted(
  { signals, onError, closing }: Pick<EngineContext, 'signals' | 'onError' | 'closing'>,
  consumers: readonly string[] | undefined,
): Promise<void> {
  const missing = new Set(consumers ?? [UNKNOWN]);
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
