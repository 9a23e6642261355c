import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectConfigInput } from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { builtPlugin } from '../../support/built-plugin.ts';

const PLUGIN = builtPlugin(new URL('sections-plugin.ts', import.meta.url));

async function run(
  isolation: 'process' | 'sandbox',
  type: string,
  projectConfig: ProjectConfigInput,
  inProject: object,
): Promise<object> {
  await using files = await TemporaryProject.create();
  mkdirSync(join(files.project, '.poppo'), { recursive: true });
  writeFileSync(join(files.project, '.poppo', 'config.json'), JSON.stringify(inProject));
  await using pool = new WorkerPool({
    plugins: [PLUGIN],
    isolation,
    homeFolder: files.home,
    environment: { PATH: process.env['PATH'], LINT_TOKEN: 'a-secret-token', LINT_CACHE: '/cache' },
  });
  return await pool.execute({ id: 'a', type, projectId: 'demo', projectPath: files.project, projectConfig });
}

describe.each(inject('isolationModes'))(
  'the section of a plugin in a worker in isolation mode %s',
  { timeout: 60_000 },
  (mode) => {
    it('is parsed and narrowed there, with its secrets for handlers that declare them', async () => {
      const lint = { max: 50, token: { LINT_KEY: 'a-secret-key' } };
      const inProject = { lint: { max: 7, endpoint: 'https://evil.example' } };
      expect(await run(mode, 'lint', { lint }, inProject)).toMatchObject({
        endpoint: 'https://lint.example',
        max: 7,
        tokens: ['LINT_KEY'],
        variables: ['LINT_CACHE=/cache'],
        secrets: ['lint'],
        isOwnProcess: true,
      });
      expect(await run(mode, 'lint-openly', { lint }, inProject)).toMatchObject({
        max: 7,
        tokens: [],
        secrets: [],
      });
    });

    it('is refused with all mistakes of all sources together', async () => {
      await expect(
        run(mode, 'lint', { lint: { maxx: 1 } }, { lint: { max: 'many' }, lnit: {} }),
      ).rejects.toMatchObject({
        code: 'INVALID_CONFIG',
        message: expect.stringMatching(/lnit: .*"lint".*lint\.maxx: .*"max".*lint\.max: expected/s) as string,
      });
    });
  },
);
