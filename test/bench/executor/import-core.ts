import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compare } from '../harness/compare.ts';
import { ratioRow, type Row } from '../harness/row.ts';

const run = promisify(execFile);

/** How long a program takes that only imports core, compared with one that only imports zod. */
export async function benchImportCore(): Promise<Row[]> {
  const comparison = await compare(
    () => runImport('@poppobuilder/core'),
    () => runImport('zod'),
    { rounds: 15, time: 250, unit: 'ms' },
  );
  return [ratioRow("import '@poppobuilder/core' / import 'zod'", comparison, 2.5)];
}

const runImport = (name: string): Promise<unknown> =>
  run(process.execPath, ['--input-type=module', '-e', `import '${name}';`], { cwd: import.meta.dirname });
