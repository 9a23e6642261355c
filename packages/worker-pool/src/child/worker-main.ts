import { flushCompileCache } from 'node:module';
import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { HostMessage } from '../protocol/messages.ts';
import { openCatalog } from './catalog.ts';
import { listenToHost } from './inbox.ts';
import { send } from './outbox.ts';
import { reportPrinted } from './printed-output.ts';
import { openWorker } from './worker.ts';

/** The program of a worker process: it is opened by the first message, and ends when its host does. */
type Receiver = (message: HostMessage) => void;

let receive: Receiver | undefined;

reportPrinted();

const inbox = listenToHost((message) => {
  if (message.type === 'ping') send(['pong']);
  else if (message.type === 'open' || message.type === 'open-catalog') void open(message);
  else receive?.(message);
});
process.on('uncaughtException', giveUp);

async function open(message: Extract<HostMessage, { type: 'open' | 'open-catalog' }>): Promise<void> {
  // Whatever is still to come must come from the plugins: when nothing does, this ends, in place of waiting for ever.
  inbox.unref();
  try {
    receive = message.type === 'open' ? await openWorker(message) : await openCatalog(message);
  } catch (error) {
    giveUp(error);
    return;
  }
  inbox.ref();
  if (message.type !== 'open-catalog' || !message.flushesCache) return;
  // One that is killed never writes the cache by itself.
  flushCompileCache();
  send(['flushed']);
}

/** Also called for a promise that a handler left rejected: the state it left behind is unknown. */
function giveUp(error: unknown): void {
  const reported = TaskError.is(error)
    ? error
    : new TaskError({
        code: 'WORKER_CRASHED',
        message: `The worker process ended, because of an error that nothing handled: ${reasonOf(error)}.`,
        cause: error,
      });
  send(['broken', reported.toJSON()]);
  process.exit(1);
}
