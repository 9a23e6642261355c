import { isDeepStrictEqual } from 'node:util';
import type { Permissions, Plugin, TaskError, TaskHandler, TaskResult } from '@poppobuilder/core';
import type { ContractExample } from '../contract-example.ts';
import { runTrial, type Trial } from '../trial/run-trial.ts';
import type { TrialName } from '../trial/trial-plans.ts';
import { declaredPermissions, type DeclaredPermission } from './narrower-permissions.ts';
import type { WorkerOutcome, WorkerTrials } from './worker-trials.ts';

/** What the runs of one example say about its handler's permissions. */
export interface PermissionVerdict {
  /** How the example fails with what is declared, although it succeeds where nothing is denied. */
  readonly error?: TaskError | undefined;
  /** What it does not need: by what is declared, what would do. */
  readonly unneeded: ReadonlyMap<string, string>;
}

/** An example whose permissions are judged. */
export interface JudgedExample {
  readonly plugin: Plugin;
  readonly handler: TaskHandler;
  readonly example: ContractExample;
  readonly plain: () => Promise<Trial>;
  readonly trial: (name: TrialName) => Promise<Trial | undefined>;
}

/** Runs an example with less and less permissions. */
type Run = (limit: Permissions) => Promise<WorkerOutcome>;

const NOTHING: PermissionVerdict = { unneeded: new Map() };

/**
 * Judges the permissions of a handler by one example.
 *
 * @param workers - absent where the plugin's module is not known
 */
export async function judgePermissions(
  judged: JudgedExample,
  workers: WorkerTrials | undefined,
): Promise<PermissionVerdict> {
  const { plugin, handler, example } = judged;
  const { result: plain } = await judged.plain();
  if (plain === undefined) return NOTHING;
  const unseen = await unseenPermissions(judged);
  // What stands in for services cannot be sent to a worker, and hides what the real ones need.
  if (workers === undefined || (example.services ?? []).length > 0) {
    const enforced = unseen.filter(({ name }) => name === 'commands' || name === 'secrets');
    if (enforced.length === 0) return NOTHING;
    const run: Run = (permissions) => runTrial(plugin, example, { config: { permissions } });
    return { unneeded: await findUnneeded(enforced, run, [plain, (await run({})).result]) };
  }
  const { result, error } = await workers.run(example);
  if (result === undefined) return { ...NOTHING, error };
  const isSandbox = (await workers.isolation()) === 'sandbox';
  const enforced = unseen.filter(({ name }) => isSandbox || isHeldTo(name, handler.permissions));
  return { unneeded: await findUnneeded(enforced, (limit) => workers.run(example, limit), [plain, result]) };
}

/** What is declared and was not seen in use, so that it must be tried. */
async function unseenPermissions({ handler, plain, trial }: JudgedExample): Promise<DeclaredPermission[]> {
  const trials = [await plain(), await trial('other secrets')];
  const isSeen = ({ name, secret }: DeclaredPermission): boolean =>
    trials.some((each) => {
      if (each === undefined) return false;
      if (secret !== undefined) return each.secretsRead.has(secret);
      return (name === 'commands' || name === 'network' || name === 'workers') && each.uses.has(name);
    });
  return declaredPermissions(handler.permissions).filter((permission) => !isSeen(permission));
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
