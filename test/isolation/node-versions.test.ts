import { describe, expect, inject, it } from 'vitest';
import { nodeVersions, testsUnder } from './node-versions.ts';

describe.runIf(process.platform === 'linux').each(inject('isolationModes'))(
  'npm test in isolation mode %s',
  { timeout: 60_000 },
  (mode) => {
    it.each(nodeVersions)("runs under $title with the project's NODE_OPTIONS", async (version) => {
      const { NODE_OPTIONS } = await testsUnder(mode, version, '--no-deprecation');
      expect(NODE_OPTIONS).toBe('--no-deprecation');
    });

    it.each(nodeVersions)(
      'runs under $title without NODE_OPTIONS when the project sets none',
      async (version) => {
        expect(await testsUnder(mode, version, undefined)).toMatchObject({ NODE_OPTIONS: null });
      },
    );
  },
);
