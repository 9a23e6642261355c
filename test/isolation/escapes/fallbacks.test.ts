import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';

const HOST = fileURLToPath(new URL('fallback-host.ts', import.meta.url));

/** Runs tasks on a machine whose PATH has no bubblewrap. */
async function runWithoutBubblewrap(isolation: string): Promise<{ outcomes: unknown[]; warnings: string[] }> {
  await using world = await TemporaryProject.create();
  const program = [HOST, isolation, world.project, world.home];
  const { stdout } = await execa(process.execPath, program, {
    env: { PATH: world.folder, HOME: world.folder },
    extendEnv: false,
  });
  return JSON.parse(stdout) as { outcomes: unknown[]; warnings: string[] };
}

describe.runIf(process.platform === 'linux')('without bubblewrap', { timeout: 60_000 }, () => {
  it("'auto' warns once, says what to do, and runs tasks in processes limited to their permissions", async () => {
    const { outcomes, warnings } = await runWithoutBubblewrap('auto');
    const denied = { success: true, code: 'ERR_ACCESS_DENIED' };
    expect(outcomes).toEqual([denied, denied]);
    expect(warnings).toEqual([
      expect.stringMatching(/without a sandbox.*no bwrap on the PATH.*apt install bubblewrap/),
    ]);
  });

  it("'sandbox' rejects tasks and says what to do", async () => {
    const { outcomes, warnings } = await runWithoutBubblewrap('sandbox');
    const refused = {
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(/no bwrap on the PATH.*apt install bubblewrap/),
      hint: expect.stringContaining("isolation: 'auto'"),
    };
    expect(outcomes).toEqual([refused, refused]);
    expect(warnings).toEqual([]);
  });

  it("'process' prints no warning", async () => {
    const { warnings } = await runWithoutBubblewrap('process');
    expect(warnings).toEqual([]);
  });
});
