import { describe, expect, inject, it } from 'vitest';
import { homeTests, sandboxedHomeTests, sharedHomeTests } from './home-tests.ts';

describe.runIf(process.platform !== 'win32').each(inject('isolationModes'))(
  'HOME in isolation mode %s',
  { timeout: 60_000 },
  (mode) => {
    it.each([...homeTests, ...(mode === 'sandbox' ? sandboxedHomeTests : sharedHomeTests)])(
      '$title',
      async ({ run }) => {
        await expect(run(mode)).resolves.toBeUndefined();
      },
    );
  },
);
