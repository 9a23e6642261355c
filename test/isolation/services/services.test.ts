import { describe, expect, inject, it } from 'vitest';
import { serviceTests } from './service-tests.ts';

describe.each(inject('isolationModes'))('in a worker in isolation mode %s', { timeout: 60_000 }, (mode) => {
  it.each(serviceTests)('$title', async ({ run }) => {
    await expect(run(mode)).resolves.toBeUndefined();
  });
});
