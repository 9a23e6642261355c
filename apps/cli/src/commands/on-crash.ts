import { TaskError } from '@poppobuilder/core';

/**
 * Ends this process when code of a plugin throws where nobody can catch it, once `report` has told of it; core kills
 * what still runs. Gives a function that stops listening.
 */
export function onCrash(report: (error: TaskError) => Promise<void>): () => void {
  let crashed = false;
  const listener = (thrown: unknown): void => {
    if (crashed) return;
    crashed = true;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const message = `The process crashed, because something threw outside of its task: ${reason}`;
    const error = new TaskError({ code: 'WORKER_CRASHED', message, cause: thrown });
    void report(error).finally(() => process.exit(1));
  };
  process.on('uncaughtException', listener);
  return () => void process.off('uncaughtException', listener);
}
