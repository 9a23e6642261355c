import { expect, it } from 'vitest';
import { realPeerRanges, realRanges } from './real-ranges.ts';

const released = { '@poppobuilder/core': '^0.3.1', typescript: '7.0.2' };

it('takes the ranges of the release for what only a workspace resolves', () => {
  const ranges = { '@poppobuilder/core': 'workspace:^', typescript: 'catalog:', zod: '^4.0.0' };
  expect(realRanges(ranges, released)).toEqual({
    '@poppobuilder/core': '^0.3.1',
    typescript: '7.0.2',
    zod: '^4.0.0',
  });
});

it.each([
  ['^0.3.1', '>=0.3 <1'],
  ['^1.2.0', '>=1.2 <2'],
  ['^0.1.0-canary.4', '>=0.1.0-canary.4 <1'],
])('lets a peer that is released as %s be %s', (range, expected) => {
  const peers = { '@poppobuilder/core': 'workspace:^', zod: '^4.0.0' };
  expect(realPeerRanges(peers, { '@poppobuilder/core': range })).toEqual({
    '@poppobuilder/core': expected,
    zod: '^4.0.0',
  });
});
