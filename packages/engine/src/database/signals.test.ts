import { expect, it } from 'vitest';
import { schemaNames } from '../schema/names.ts';
import { Signals } from './signals.ts';

it('no queue is looked at when tasks were stored in none', () => {
  const signals = new Signals({ connection: {}, names: schemaNames('unused'), onError: () => undefined });
  const woken: (readonly string[])[] = [];
  signals.on('wake', (queues) => woken.push(queues));
  signals.wake([]);
  signals.wake(['tasks/free']);
  expect(woken).toEqual([['tasks/free']]);
});
