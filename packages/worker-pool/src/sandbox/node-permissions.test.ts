import { describe, expect, it } from 'vitest';
import { permissionSupport } from './node-permissions.ts';

describe("Node's permission model", () => {
  it('is missing where Node has no flag for it, and the reason says what to do', () => {
    expect(permissionSupport(new Set())).toEqual({
      available: false,
      reason: expect.stringContaining('Run on Node 22.13 or later.'),
    });
  });

  it.each([
    { title: 'leaves the network open where Node cannot deny it', flags: ['--permission'], network: false },
    { title: 'denies the network where Node can', flags: ['--permission', '--allow-net'], network: true },
  ])('$title', ({ flags, network }) => {
    expect(permissionSupport(new Set(flags))).toEqual({ available: true, network });
  });
});
