import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

const folder = fileURLToPath(new URL('../../../.bench', import.meta.url));

const COLUMNS = ['name', 'value', 'unit', 'peer', 'ratio', 'goal', 'met'] as const;

/** Writes `.bench/NAME.json` at the repository's root. */
export function writeReport(bench: string, rows: readonly Row[]): void {
  mkdirSync(folder, { recursive: true });
  const report = { bench, machine: describeMachine(), rows };
  writeFileSync(join(folder, `${bench}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** The rows as aligned text. */
export function formatTable(rows: readonly Row[]): string {
  const lines = [
    [...COLUMNS],
    ...rows.map((row) => [
      row.name,
      formatNumber(row.value),
      row.unit,
      formatNumber(row.peer),
      row.ratio === null ? '-' : `${row.ratio.toFixed(2)}x`,
      row.goal ?? '-',
      row.met === null ? '-' : row.met ? 'yes' : 'no',
    ]),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const formatNumber = (value: number | null): string => (value === null ? '-' : value.toPrecision(3));

function describeMachine(): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    platform: `${process.platform} ${process.arch}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cpus: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
  };
}
