import { describe, expect, inject, it } from 'vitest';
import { serviceFacts } from './services-facts.ts';

describe.each(inject('isolationModes'))('in a worker in isolation mode %s', { timeout: 60_000 }, (mode) => {
  it.each(serviceFacts)('$title', async ({ run }) => {
    await expect(run(mode)).resolves.toBeUndefined();
  });
});
