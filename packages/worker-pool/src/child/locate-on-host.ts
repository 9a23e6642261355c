import { send } from './outbox.ts';

/** Questions that the host has not answered yet. */
const waiting = new Map<number, (place: string | undefined) => void>();
let lastId = 0;

/** Asks the host whether a program that is not seen here exists there. Resolves with the folder to make readable. */
export function locateOnHost(program: string): Promise<string | undefined> {
  lastId += 1;
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  waiting.set(lastId, resolve);
  send(['locate', lastId, program]);
  return promise;
}

/** Receives the host's answer. */
export function takeLocation(id: number, folder: string | undefined): void {
  waiting.get(id)?.(folder);
  waiting.delete(id);
}
