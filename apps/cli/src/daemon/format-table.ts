import Table from 'cli-table3';
import { printableLine } from '../output/printable.ts';

/** Lines between columns and rows are left out, so that programs can take a table apart. */
const PLAIN = {
  chars: Object.fromEntries(
    [
      'top',
      'top-mid',
      'top-left',
      'top-right',
      'bottom',
      'bottom-mid',
      'bottom-left',
      'bottom-right',
      'left',
      'left-mid',
      'mid',
      'mid-mid',
      'right',
      'right-mid',
      'middle',
    ].map((name) => [name, name === 'middle' ? '  ' : '']),
  ),
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
};

/** Returns rows as a table, with foreign text made safe for a terminal. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  const table = new Table({ ...PLAIN, head: [...head] });
  table.push(...rows.map((row) => row.map((cell) => printableLine(cell ?? ''))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
