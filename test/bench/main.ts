import { GROUPS } from './groups.ts';
import { formatTable, writeReport } from './harness/report.ts';
import type { Bench, Row } from './harness/row.ts';

// `pnpm bench [group]`: without a group, in the argument or in BENCH_GROUP, all of them run.
const wanted = process.argv[2] ?? process.env['BENCH_GROUP'];
const groups = Object.entries(GROUPS).filter(([name]) => wanted === undefined || name === wanted);
if (groups.length === 0) {
  console.error(`There is no bench group ${wanted}. The groups are: ${Object.keys(GROUPS).join(', ')}.`);
  process.exit(2);
}

const all: Row[] = [];
for (const [name, benches] of groups) {
  const rows = await runBenches(benches);
  writeReport(name, rows);
  all.push(...rows);
}
console.log(formatTable(all));

async function runBenches(benches: readonly Bench[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bench of benches) {
    console.error(`${bench.name} ...`);
    rows.push(...(await bench()));
  }
  return rows;
}
