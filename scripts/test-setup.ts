import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';
import { root } from './workspace.ts';

interface Pool {
  describePlugins(): Promise<unknown>;
  close(): Promise<void>;
}

const PROGRAM = join(root, 'packages/worker-pool/dist/bundle/start-worker.js');
const CACHE = join(root, 'test/dist/compile-cache');

/** Compiles what workers run, once for each build. */
export default async function setUp(project: TestProject): Promise<void> {
  project.provide('compileCache', CACHE);
  if (existsSync(PROGRAM) && !isCompiled()) await compile();
}

function isCompiled(): boolean {
  const built = statSync(PROGRAM).mtimeMs;
  return existsSync(CACHE) && readdirSync(CACHE).some((name) => statSync(join(CACHE, name)).mtimeMs > built);
}

async function compile(): Promise<void> {
  const built = pathToFileURL(join(root, 'packages/worker-pool/dist/index.js')).href;
  const { WorkerPool } = (await import(built)) as { WorkerPool: new (options: object) => Pool };
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-compile-'));
  const plugins = [join(root, 'plugins/custom-command/dist/index.js')];
  const pool = new WorkerPool({ plugins, homeFolder: join(folder, 'home') });
  await pool.describePlugins();
  await pool.close();
  cpSync(join(folder, 'home/compile-cache'), CACHE, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
}
