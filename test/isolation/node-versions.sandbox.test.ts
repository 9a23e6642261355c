import { describe, expect, it } from 'vitest';
import { nodeVersions, testsUnder } from './node-versions.ts';

describe.runIf(process.platform === 'linux')('npm test in sandboxes', { timeout: 60_000 }, () => {
  it.each(nodeVersions)("runs under $title with the project's NODE_OPTIONS", async (version) => {
    const { NODE_OPTIONS } = await testsUnder('sandbox', version, '--no-deprecation');
    expect(NODE_OPTIONS).toBe('--no-deprecation');
  });

  it.each(nodeVersions)(
    'runs under $title without NODE_OPTIONS when the project has none',
    async (version) => {
      expect(await testsUnder('sandbox', version, undefined)).toMatchObject({ NODE_OPTIONS: null });
    },
  );
});
