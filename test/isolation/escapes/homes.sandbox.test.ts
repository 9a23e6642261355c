import { describe, expect, it } from 'vitest';
import { homeFacts, sandboxedHomeFacts } from './homes-facts.ts';

describe('in a sandbox', { timeout: 60_000 }, () => {
  it.each([...homeFacts, ...sandboxedHomeFacts])('$title', async ({ run }) => {
    await expect(run('sandbox')).resolves.toBeUndefined();
  });
});
