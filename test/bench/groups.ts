import { benchClaudeCli } from './executor/claude-cli.ts';
import { benchCliStart } from './executor/cli-start.ts';
import { benchCustomCommand } from './executor/custom-command.ts';
import { benchHeap } from './executor/heap.ts';
import { benchHotProject } from './executor/hot-project.ts';
import { benchNoOp } from './executor/no-op.ts';
import type { Bench } from './harness/row.ts';

/** The benches of each group, in the order in which they run. */
export const GROUPS: Readonly<Record<string, readonly Bench[]>> = {
  executor: [benchNoOp, benchHotProject, benchHeap, benchCustomCommand, benchCliStart, benchClaudeCli],
};
