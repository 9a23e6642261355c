import { isDeepStrictEqual } from 'node:util';
import type { Permissions, Plugin, TaskError, TaskHandler, TaskResult } from '@poppobuilder/core';
import type { ContractExample } from '../contract-example.ts';
import { runTrial, type Trial } from '../trial/run-trial.ts';
import type { TrialName } from '../trial/trial-plans.ts';
import { declaredPermissions, type DeclaredPermission } from './narrower-permissions.ts';
import { openWorkerTrials, type WorkerOutcome } from './worker-trials.ts';

/** What the runs of one example say about its handler's permissions. */
export interface PermissionVerdict {
  /** How the example fails with what is declared, although it succeeds where nothing is denied. */
  readonly error?: TaskError | undefined;
  /** What it does not need: by what is declared, what would do. */
  readonly unneeded: ReadonlyMap<string, string>;
}

/** Runs an example with less and less permissions. */
type Run = (limit: Permissions) => Promise<WorkerOutcome>;

/** Judges the permissions of a handler by one example. */
export async function judgePermissions(
  { plugin, handler, example, module, trial }: JudgedExample,
  plain: Trial,
): Promise<PermissionVerdict> {
  if (plain.result === undefined) return { unneeded: new Map() };
  const others = await trial('other secrets');
  const declared = declaredPermissions(handler.permissions).filter(
    (permission) => ![plain, others].some((each) => each !== undefined && isSeen(permission, each)),
  );
  // What stands in for services cannot be sent to a worker, and hides what the real ones need.
  if (module === undefined || (example.services ?? []).length > 0) {
    const enforced = declared.filter(({ name }) => name === 'commands' || name === 'secrets');
    if (enforced.length === 0) return { unneeded: new Map() };
    const run: Run = (permissions) => runTrial(plugin, example, { config: { permissions } });
    return { unneeded: await findUnneeded(enforced, run, [plain.result, (await run({})).result]) };
  }
  await using trials = await openWorkerTrials(plugin, module, example);
  const { result, error } = await trials.run();
  if (result === undefined) return { error, unneeded: new Map() };
  const judged = declared.filter(
    ({ name }) => trials.isolation === 'sandbox' || isHeldTo(name, handler.permissions),
  );
  return { unneeded: await findUnneeded(judged, trials.run, [plain.result, result]) };
}

/** What is judged, and by what. */
export interface JudgedExample {
  readonly plugin: Plugin;
  readonly handler: TaskHandler;
  readonly example: ContractExample;
  readonly module: string | undefined;
  readonly trial: (name: TrialName) => Promise<Trial | undefined>;
}

/** Whether a permission was seen in use, so that there is nothing to try. */
function isSeen({ name, secret }: DeclaredPermission, { uses, secretsRead }: Trial): boolean {
  if (secret !== undefined) return secretsRead.has(secret);
  return (name === 'commands' || name === 'network' || name === 'workers') && uses.has(name);
}

/** Without a sandbox commands may do whatever the user may, and older versions of Node deny no network. */
function isHeldTo(name: DeclaredPermission['name'], { commands = false }: Permissions): boolean {
  if (name === 'network') return !commands && process.allowedNodeEnvironmentFlags.has('--allow-net');
  return name !== 'files' || !commands;
}

async function findUnneeded(
  declared: readonly DeclaredPermission[],
  run: Run,
  expected: readonly (TaskResult | undefined)[],
): Promise<Map<string, string>> {
  const found = declared.map(async ({ text, narrowings }) => {
    let sufficient: string | undefined;
    for (const { left, limit } of narrowings) {
      const { result } = await run(limit);
      if (result === undefined || !isSame(result, expected)) break;
      sufficient = left;
    }
    return sufficient === undefined ? [] : [[text, sufficient] as const];
  });
  return new Map((await Promise.all(found)).flat());
}

/** Whether a result is as those of other runs, in all fields that are the same in these. */
function isSame(
  result: TaskResult,
  [first = { success: true }, second = first]: readonly (TaskResult | undefined)[],
): boolean {
  const fields = new Set([first, second, result].flatMap((each) => Object.keys(each)));
  return [...fields].every(
    (field) =>
      !isDeepStrictEqual(first[field], second[field]) || isDeepStrictEqual(first[field], result[field]),
  );
}
