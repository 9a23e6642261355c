import { TaskError } from '@poppobuilder/core';
import type { ProcessStarter } from '@poppobuilder/core/runner-kit';
import { howToRaise } from '../limits/how-to-raise.ts';

/** Ends the task when its commands have written more than a number of bytes, all together. */
export function countOutput(
  start: ProcessStarter,
  limit: number,
  stop: (error: TaskError) => void,
): ProcessStarter {
  let total = 0;
  const counted =
    (listener: ((chunk: Buffer) => void) | undefined): ((chunk: Buffer) => void) =>
    (chunk) => {
      total += chunk.length;
      if (total > limit) {
        const error = overLimit(limit, total);
        stop(error);
        throw error;
      }
      listener?.(chunk);
    };
  return (command, args, options) =>
    start(command, args, {
      ...options,
      onStdout: counted(options.onStdout),
      onStderr: counted(options.onStderr),
    });
}

function overLimit(limit: number, total: number): TaskError {
  return new TaskError({
    code: 'RESOURCE_LIMIT',
    message: `The commands of the task wrote ${total} bytes; its outputLimit is ${limit} bytes.`,
    hint: `Let them write less or to a file, or ${howToRaise('outputLimit')}.`,
  });
}
