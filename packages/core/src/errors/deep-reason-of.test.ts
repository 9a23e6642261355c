import { expect, it } from 'vitest';
import { deepReasonOf } from './deep-reason-of.ts';

const caused = (message: string, cause: unknown): Error => new Error(message, { cause });

it.each([
  [
    caused('fetch failed', new Error('connect ENETUNREACH 1.2.3.4:443')),
    'fetch failed: connect ENETUNREACH 1.2.3.4:443',
  ],
  [caused('one', caused('two', new Error('three'))), 'one: three'],
  [
    caused('fetch failed', new AggregateError([new Error('connect ECONNREFUSED')])),
    'fetch failed: connect ECONNREFUSED',
  ],
  [caused('could not read: gone', new Error('gone')), 'could not read: gone'],
  [new Error('alone'), 'alone'],
  ['a text', 'it threw a text'],
  [caused('no error as its cause', 'text'), 'no error as its cause'],
])('returns the deepest cause of %s', (thrown, reason) => {
  expect(deepReasonOf(thrown)).toBe(reason);
});

it('ends where causes go round', () => {
  const error = new Error('round');
  error.cause = caused('and', error);
  expect(deepReasonOf(error)).toBe('round: and');
});

it('survives what throws when it is touched', () => {
  const { proxy, revoke } = Proxy.revocable(new Error('no'), {});
  revoke();
  expect(deepReasonOf(proxy)).toBe('it threw something that cannot be shown');
});
