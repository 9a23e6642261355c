import { expect, it } from 'vitest';
import { BUILT_IN_NAMES } from './built-in-names.ts';
import { builtInPlugins } from './built-in-plugins.ts';

it('workers and the executor have the same built-in plugins', () => {
  expect(builtInPlugins.map(({ name }) => name)).toEqual(BUILT_IN_NAMES);
});
