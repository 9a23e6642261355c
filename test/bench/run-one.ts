// Started by main.ts with a group and the index of one of its benches; sends the rows back.
import { GROUPS } from './groups.ts';

const [group = '', index] = process.argv.slice(2);
const bench = GROUPS[group]?.[Number(index)];
if (bench === undefined) throw new Error(`There is no bench ${index} in ${group}.`);
const rows = await bench();
await new Promise((resolve) => process.send?.(rows, resolve));
process.disconnect?.();
