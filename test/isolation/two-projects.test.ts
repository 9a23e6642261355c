import { describe, it } from 'vitest';
import { keepsProjectsApart } from './two-projects.ts';

describe('two projects in processes alone', () => {
  it('see nothing of what the other leaves in globals, modules, environment, listeners and files', async () => {
    await keepsProjectsApart('process');
  }, 120_000);
});
