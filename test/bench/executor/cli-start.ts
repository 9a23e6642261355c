import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compare } from '../harness/compare.ts';
import { ratioRow, type Row } from '../harness/row.ts';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../../../apps/cli/bin/poppo.js', import.meta.url));

/** How long `poppo --help` takes, compared with a Node that does nothing. */
export async function benchCliStart(): Promise<Row[]> {
  const comparison = await compare(
    () => run(process.execPath, [bin, '--help']),
    () => run(process.execPath, ['-e', '0']),
    { rounds: 21, time: 250, unit: 'ms' },
  );
  return [ratioRow('poppo --help / node -e 0', comparison, 1.5)];
}
