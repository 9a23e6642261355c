import { expect, it } from 'vitest';
import { managerOf } from './package-manager.ts';

it.each([
  ['npm/11.19.1 node/v26.10.0 linux x64 workspaces/false', { name: 'npm', version: '11.19.1' }],
  ['pnpm/12.21.0 npm/? node/v26.10.0 linux x64', { name: 'pnpm', version: '12.21.0' }],
  ['yarn/4.18.1 npm/? node/v26.10.0 linux x64', { name: 'yarn', version: '4.18.1' }],
  ['bun/1.3.0 npm/? node/v24.3.0 linux x64', { name: 'npm', version: undefined }],
  [undefined, { name: 'npm', version: undefined }],
])('%s is read', (userAgent, expected) => {
  expect(managerOf(userAgent)).toEqual(expected);
});
