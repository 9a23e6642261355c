import { describe, expect, it } from 'vitest';
import { serviceFacts } from './services-facts.ts';

describe('in a worker (sandbox)', { timeout: 60_000 }, () => {
  it.each(serviceFacts)('$title', async ({ run }) => {
    await expect(run('sandbox')).resolves.toBeUndefined();
  });
});
