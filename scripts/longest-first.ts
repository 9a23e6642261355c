import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The test files that take longest: one that starts last would be waited for alone. */
const LONGEST = [
  'isolation/kill-rounds',
  'injection/attacks',
  'faults/every-call',
  'waiting/explain.model',
  'cli/change-plugins',
  'src/pool/contract',
  'injection/prompts',
  'isolation/pool-behaviour',
  'isolation/bad-handlers',
  'schedules/killed-processes',
  'holds/simultaneous-holds',
  'cli/cache',
  'demo/demo',
  'create-plugin/acceptance',
  'github/issue-to-merge',
  'packaging/install-matrix',
  'engine/kill-rounds',
  'engine/cut-connections',
  'workspace/src/commit.test',
  'create-engine',
  'workspace/src/open',
  'engine/clock',
  'packaging/single-packages',
  'agent/conformance',
  'cli/',
  'isolation/',
  'faults/',
  'github/',
];

/** Starts the longest test files first, also where no earlier run has left their times. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- no array's
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((part) => moduleId.includes(part));
  return index === -1 ? LONGEST.length : index;
}
