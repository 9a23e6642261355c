import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { spawnChild } from '@poppobuilder/core/runner-kit';
import type { LoadReport } from './load-probe.ts';

/** What came of loading a module in a process of its own. */
export interface LoadProbe extends LoadReport {
  /** What the module printed. */
  readonly printed: string;
}

/** How long a module may take to load. In milliseconds. */
const LOAD_TIME = 15_000;

/** Loads a module in a process that may read files and nothing else. */
export async function probeLoading(url: string): Promise<LoadProbe> {
  const program = fileURLToPath(new URL('./load-probe.ts', import.meta.url));
  const flags = ['--permission', '--allow-fs-read=*', '--no-warnings'];
  const child = spawnChild(process.execPath, [...flags, program, url], {
    environment: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, LOAD_TIME);
  const [, stdout, stderr, report] = child.stdio as unknown as Readable[];
  const outputs = [stdout, stderr, report].map((stream) => (stream === undefined ? '' : text(stream)));
  const [[exitCode], printed = '', problem = '', reported = ''] = await Promise.all([
    once(child, 'close'),
    ...outputs,
  ]);
  clearTimeout(timer);
  if (reported !== '') return { ...(JSON.parse(reported) as LoadReport), printed: printed + problem };
  const error = timedOut
    ? `it does not finish loading within ${LOAD_TIME} ms`
    : `it ends its process with code ${exitCode}. ${problem}`;
  return { error, denied: [], open: [], variables: [], printed };
}
