import { describe, expect, it } from 'vitest';
import { probeSandbox } from './probe-sandbox.ts';

describe('the probe of the sandbox, with bubblewrap', () => {
  it('makes both namespaces', async () => {
    expect(await probeSandbox()).toMatchObject({ available: true, bwrap: expect.stringMatching(/\/bwrap$/) });
  });

  it('is made once in a process', () => {
    expect(probeSandbox()).toBe(probeSandbox());
  });
});
