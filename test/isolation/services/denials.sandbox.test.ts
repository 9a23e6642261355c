import { WorkerPool } from '@poppobuilder/worker-pool';
import { describe, expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { builtPlugin } from '../../support/built-plugin.ts';

const PLUGIN = builtPlugin(new URL('denials-plugin.ts', import.meta.url));

describe('a permission that a handler in a sandbox did not declare', { timeout: 60_000 }, () => {
  it.each([
    ['fetch-offline', { url: 'http://192.0.2.1/' }, /: .*(ENETUNREACH|ERR_ACCESS_DENIED)/, 'network: true'],
    ['fetch-offline', { url: 'http://example.org/' }, /: .*(EAI_AGAIN|ERR_ACCESS_DENIED)/, 'network: true'],
    ['write-read-only', {}, /EROFS|restricted/, "files: 'project'"],
  ])('is told as the reason, with what to declare: %s %j', async (type, fields, reason, declaration) => {
    await using files = await TemporaryProject.create();
    await using pool = new WorkerPool({
      plugins: [PLUGIN],
      isolation: 'sandbox',
      homeFolder: files.home,
      environment: { PATH: process.env['PATH'] },
    });
    const task = { id: 'a', type, projectId: 'demo', projectPath: files.project, ...fields };
    await expect(pool.execute(task)).rejects.toMatchObject({
      code: 'HANDLER_FAILED',
      message: expect.stringMatching(reason),
      hint: expect.stringContaining(declaration),
    });
  });
});
