import { describe, expect, inject, it } from 'vitest';
import { homeFacts, sandboxedHomeFacts, sharedHomeFacts } from './homes-facts.ts';

describe.runIf(process.platform !== 'win32').each(inject('isolationModes'))(
  'HOME in isolation mode %s',
  { timeout: 60_000 },
  (mode) => {
    it.each([...homeFacts, ...(mode === 'sandbox' ? sandboxedHomeFacts : sharedHomeFacts)])(
      '$title',
      async ({ run }) => {
        await expect(run(mode)).resolves.toBeUndefined();
      },
    );
  },
);
