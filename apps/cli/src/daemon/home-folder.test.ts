import { resolveHomeFolder } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { homeFolder } from './home-folder.ts';

it.each([
  [{ POPPOBUILDER_HOME: '/srv/poppo' }],
  [{ POPPOBUILDER_HOME: '' }],
  [{ XDG_STATE_HOME: '/state' }],
  [{ XDG_STATE_HOME: 'state' }],
  [{}],
])('the home folder with %j is that of core', (environment) => {
  expect(homeFolder(environment)).toBe(resolveHomeFolder(environment));
});
