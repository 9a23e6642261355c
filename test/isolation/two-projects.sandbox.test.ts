import { describe, expect, it } from 'vitest';
import { keepsProjectsApart } from './two-projects.ts';

describe('two projects in sandboxes', () => {
  it('see nothing of what the other leaves in globals, modules, environment, listeners and files', async () => {
    expect(await keepsProjectsApart('sandbox')).toEqual([]);
  }, 120_000);
});
