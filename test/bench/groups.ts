import { benchFirstGreenRun } from './create/first-green-run.ts';
import { benchEventStreams } from './daemon/event-streams.ts';
import { benchHandlerStart } from './daemon/handler-start.ts';
import { benchIdle } from './daemon/idle.ts';
import { benchStart } from './daemon/start.ts';
import { benchStatus } from './daemon/status.ts';
import { benchSubmitToDone } from './daemon/throughput.ts';
import { benchTraced } from './daemon/traced.ts';
import { benchWebhooks } from './daemon/webhooks.ts';
import { benchLists } from './dashboard/lists.ts';
import { benchOpening } from './dashboard/opening.ts';
import { benchAcrossProcesses } from './engine/across-processes.ts';
import { benchAtScale } from './engine/at-scale.ts';
import { benchColdStart } from './engine/cold-start.ts';
import { benchFairSharing } from './engine/fair-sharing.ts';
import { benchMemory as benchIdleEngine } from './engine/memory.ts';
import { benchReasons } from './engine/reasons.ts';
import { benchScaling } from './engine/scaling.ts';
import { benchStartDelay } from './engine/start-delay.ts';
import { benchThroughput } from './engine/throughput.ts';
import { benchWaiting } from './engine/waiting.ts';
import { benchClaudeCli } from './executor/claude-cli.ts';
import { benchCliStart } from './executor/cli-start.ts';
import { benchCustomCommand } from './executor/custom-command.ts';
import { benchHeap } from './executor/heap.ts';
import { benchHotProject } from './executor/hot-project.ts';
import { benchImportCore } from './executor/import-core.ts';
import { benchNoOp } from './executor/no-op.ts';
import { benchProcessIssue } from './github/process-issue.ts';
import { benchRequests } from './github/requests.ts';
import { benchWorktree } from './github/worktree.ts';
import { benchCancel } from './isolation/cancel.ts';
import { benchCustomCommand as benchSandboxedCommand } from './isolation/custom-command.ts';
import { benchMemory } from './isolation/memory.ts';
import { benchNoOp as benchWarmWorkers } from './isolation/no-op.ts';
import { benchReady } from './isolation/ready.ts';
import type { Bench } from './harness/row.ts';

/** The benches of each group, in the order in which they run. */
export const GROUPS: Readonly<Record<string, readonly Bench[]>> = {
  executor: [
    benchNoOp,
    benchHotProject,
    benchHeap,
    benchCustomCommand,
    benchCliStart,
    benchImportCore,
    benchClaudeCli,
  ],
  engine: [
    benchThroughput,
    benchStartDelay,
    benchFairSharing,
    benchWaiting,
    benchReasons,
    benchAcrossProcesses,
    benchColdStart,
    benchIdleEngine,
    benchAtScale,
    benchScaling,
  ],
  github: [benchRequests, benchProcessIssue, benchWorktree],
  create: [benchFirstGreenRun],
  daemon: [
    benchWebhooks,
    benchHandlerStart,
    benchIdle,
    benchStatus,
    benchSubmitToDone,
    benchTraced,
    benchEventStreams,
    benchStart,
  ],
  dashboard: [benchLists, benchOpening],
  isolation: [benchWarmWorkers, benchReady, benchSandboxedCommand, benchCancel, benchMemory],
};
