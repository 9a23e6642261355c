import { randomInt } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { absentGroups } from './test-groups.ts';

/** How often tests repeat what chance decides, at `POPPOBUILDER_TEST_SCALE=1`. A larger scale multiplies all of them. */
const COUNTS = {
  /** Rounds of `kill -9` on workers, commands and hosts of a pool, in each isolation mode; 300 of both in `.ci/run`. */
  poolKillRounds: 15,
  /** Rounds of `kill -9` on engines and their Postgres. */
  engineKillRounds: 1,
  /** Occurrences of a schedule; at about half of them a process that runs it is killed. */
  scheduleOccurrences: 5,
  /** Inputs of each property of hostile tasks, files and handlers. */
  hostileInputs: 200,
  /** Sequences of commands that the engine and the model of its states are compared by. */
  stateSequences: 100,
  /** Holds that are placed while consumers fetch. */
  holdPlacements: 20,
  /** Sequences of removing what an explanation names. */
  explanations: 100,
  /** Flows that an engine and the model of flows are compared by. */
  flows: 4,
  /** Faults of GitHub's API that each scenario meets. */
  gitHubFaults: 1,
  /** Attacks of each kind by an agent. */
  injections: 10,
  /** Texts that an agent must not take for orders, of all places on GitHub. */
  injectedTexts: 20,
  /** The same in a sandbox, fewer, because what the agent reads is made the same way. */
  sandboxedTexts: 3,
  /** In how many of its variants each test runs that has several, such as an executor of its own and one in a sandbox. */
  variants: 1,
  /** Tasks of each account, one of which is at its limit; never more than 10. */
  tasksOfAnAccount: 4,
  /** Events of a compressed time with a daemon, below a scale of 10. */
  daemonEvents: 10,
};

export type TestCounts = Readonly<Record<keyof typeof COUNTS, number>>;

declare module 'vitest' {
  interface ProvidedContext {
    counts: TestCounts;
    seed: number;
    week: CompressedWeek;
    isolationModes: readonly ('process' | 'sandbox')[];
    /** Whether a test that is there for both isolation modes runs in both; otherwise in one that the seed decides. */
    runsBothModes: boolean;
    /** A compile cache of workers. A home that has a copy saves its first pool from compiling anew. */
    compileCache: string;
    /** Where Postgres keeps the data of tests, which need not survive the machine. */
    memoryFolder: string;
  }
}

/** Sets how much the tests repeat: `POPPOBUILDER_TEST_SCALE`. */
export const scale: number = numberOf('POPPOBUILDER_TEST_SCALE') ?? 1;

/** Decides what chance decides in tests: `POPPOBUILDER_TEST_SEED`, or another one in each run. */
export const seed: number = numberOf('POPPOBUILDER_TEST_SEED') ?? randomInt(2 ** 31);

/** The counts at the scale of this run. */
export const counts: TestCounts = Object.fromEntries(
  Object.entries(COUNTS).map(([name, count]) => [name, Math.max(1, Math.round(count * scale))]),
) as TestCounts;

/** What happens to a daemon in a compressed time. */
export interface CompressedWeek {
  readonly repositories: number;
  readonly events: number;
  /** How often it is killed. */
  readonly kills: number;
  /** Whether it is a whole week, whose progress is shown. */
  readonly isWhole: boolean;
}

/** Events of a day, which tests of a scale of 10 and more live through. */
const DAY = 600;

const daemonEvents = scale < 10 ? counts.daemonEvents : DAY;

/** The whole week with `POPPOBUILDER_TEST_WEEK=1`; otherwise a day of it, or as much as the scale says. */
export const week: CompressedWeek =
  numberOf('POPPOBUILDER_TEST_WEEK') === undefined
    ? {
        repositories: Math.max(3, Math.ceil(daemonEvents / 120)),
        events: daemonEvents,
        kills: Math.max(1, Math.floor(daemonEvents / 120)),
        isWhole: false,
      }
    : { repositories: 20, events: 5_000, kills: 30, isWhole: true };

/** What tests of isolation run in: sandboxes only where bubblewrap is installed. */
export const isolationModes: readonly ('process' | 'sandbox')[] = absentGroups().some(
  ({ name }) => name === 'sandbox',
)
  ? ['process']
  : ['process', 'sandbox'];

/** From a scale of 10 on; below it, each test of isolation runs in one mode. */
export const runsBothModes: boolean = scale >= 10;

/** More than all databases of tests take, in bytes. */
const MIN_FREE_MEMORY = 2 ** 31;

/**
 * A folder in memory, or that for temporary files where none has room. Each schema of an engine is hundreds of files, which on
 * a disk cost a third of the time of its tests.
 */
export const memoryFolder: string = hasRoom('/dev/shm') ? '/dev/shm' : tmpdir();

/** Test files that run at once. */
export const workers: number = Math.max(2, availableParallelism());

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= MIN_FREE_MEMORY;
  } catch {
    return false;
  }
}

function numberOf(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, and is "${text}".`);
  return value;
}
