import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WorkerPool } from '../pool/worker-pool.ts';

/** A pool with one plugin of this text. */
function poolWith(source: string): WorkerPool {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-catalog-'));
  writeFileSync(join(folder, 'plugin.mjs'), source);
  const pool = new WorkerPool({ plugins: ['./plugin.mjs'], from: folder, isolation: 'process' });
  onTestFinished(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });
  return pool;
}

describe('describing plugins', { timeout: 20_000 }, () => {
  it('calls one that does not load by the name it was given', async () => {
    await expect(poolWith('throw new Error("no fuel")').describePlugins()).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining('"./plugin.mjs" did not load: no fuel') as string,
    });
  });

  it('fails when one never finishes loading', async () => {
    await expect(poolWith('await new Promise(() => undefined)').describePlugins()).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining('never finishes loading') as string,
    });
  });
});
