import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

const child = fileURLToPath(new URL('../run-one.ts', import.meta.url));

/** Runs one bench in a process of its own: no heap and no compiled code of another bench weighs on it. */
export async function runApart(group: string, index: number): Promise<Row[]> {
  const bench = fork(child, [group, String(index)], { execArgv: ['--expose-gc'] });
  let rows: Row[] | undefined;
  bench.once('message', (message) => (rows = message as Row[]));
  const [exitCode] = (await once(bench, 'exit')) as [number | null];
  if (exitCode !== 0 || rows === undefined) throw new Error(`Bench ${index + 1} of ${group} could not run.`);
  return rows;
}
