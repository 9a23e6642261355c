import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BenchDatabase } from '../engine/bench-database.ts';
import { compare } from '../harness/compare.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../../../apps/cli/bin/poppo.js', import.meta.url));

/** How long `poppo status` takes, beside `poppo --help`, which asks nobody. */
export async function benchStatus(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url });
  const env = { ...process.env, POPPOBUILDER_HOME: daemon.home };
  const comparison = await compare(
    () => run(process.execPath, [bin, 'status'], { env }),
    () => run(process.execPath, [bin, '--help'], { env }),
    { rounds: 21, time: 250, unit: 'ms' },
  );
  return [ratioRow('poppo status / poppo --help', comparison, 2)];
}
