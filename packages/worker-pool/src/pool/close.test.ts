import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { contractPlugin } from './fixtures/contract-plugin.ts';

/** Runs a program that has a pool and nothing else that keeps it alive. */
async function runHost(work: string): Promise<string> {
  const module = JSON.stringify(new URL('worker-pool.ts', import.meta.url).href);
  const plugin = JSON.stringify(contractPlugin);
  const program = `
    import { WorkerPool } from ${module};
    const pool = new WorkerPool({ plugins: [${plugin}], isolation: 'process' });
    ${work}
    await pool.close();
    console.log('closed');`;
  const flags = ['--conditions=@poppobuilder/source', '--input-type=module', '--eval'];
  const { stdout } = await execa(process.execPath, [...flags, program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    reject: false,
  });
  return stdout;
}

describe('closing a pool', { timeout: 60_000 }, () => {
  it('holds its host until the process that looks at plugins has ended', async () => {
    expect(await runHost('await pool.describePlugins();')).toBe('closed');
  });
});
