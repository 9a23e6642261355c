import { describe, expect, it } from 'vitest';
import { homeFacts, sharedHomeFacts } from './homes-facts.ts';

describe.runIf(process.platform !== 'win32')('in a process alone', { timeout: 60_000 }, () => {
  it.each([...homeFacts, ...sharedHomeFacts])('$title', async ({ run }) => {
    await expect(run('process')).resolves.toBeUndefined();
  });
});
