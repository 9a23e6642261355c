import { GROUPS } from './groups.ts';
import { formatTable, writeReport } from './harness/report.ts';
import type { Row } from './harness/row.ts';
import { runApart } from './harness/run-apart.ts';

// `pnpm bench [group]`: without a group, in the argument or in BENCH_GROUP, all of them run.
const wanted = process.argv[2] ?? process.env['BENCH_GROUP'];
const groups = Object.entries(GROUPS).filter(([name]) => wanted === undefined || name === wanted);
if (groups.length === 0) {
  console.error(`There is no bench group ${wanted}. The groups are: ${Object.keys(GROUPS).join(', ')}.`);
  process.exit(2);
}

const all: Row[] = [];
for (const [name, benches] of groups) {
  const rows: Row[] = [];
  for (const [index, bench] of benches.entries()) {
    console.error(`${bench.name} ...`);
    rows.push(...(await runApart(name, index)));
  }
  writeReport(name, rows);
  all.push(...rows);
}
console.log(formatTable(all));
