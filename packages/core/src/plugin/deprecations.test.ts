import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findDeprecations, warnOfDeprecation } from './deprecations.ts';

const range = { oldest: 1, newest: 2 };

it('deprecates the versions of the contract before the newest', () => {
  expect(findDeprecations({ name: 'lint', apiVersion: 2 }, range)).toEqual([]);
  expect(findDeprecations({ name: 'lint', apiVersion: 1 }, range)).toEqual([
    {
      code: 'POPPO_DEP001',
      plugin: 'lint',
      message:
        'The plugin "lint" was made for apiVersion 1, which is deprecated. Update the plugin to one for apiVersion 2.',
    },
  ]);
});

it('warns of a deprecation once for each plugin', async () => {
  const warn = vi.fn<(warning: Error) => void>();
  const others = process.listeners('warning');
  process.removeAllListeners('warning');
  onTestFinished(() => {
    process.removeAllListeners('warning');
    for (const other of others) process.on('warning', other);
  });
  process.on('warning', warn);
  for (const name of ['one', 'two', 'one']) {
    for (const deprecation of findDeprecations({ name, apiVersion: 1 }, range))
      warnOfDeprecation(deprecation);
  }
  const last = once(process, 'warning');
  process.emitWarning('the last one');
  await last;
  expect(warn.mock.calls.slice(0, -1)).toMatchObject([
    [{ name: 'DeprecationWarning', code: 'POPPO_DEP001', message: expect.stringContaining('"one"') }],
    [{ name: 'DeprecationWarning', code: 'POPPO_DEP001', message: expect.stringContaining('"two"') }],
  ]);
});
