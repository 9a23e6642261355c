import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The test files that take longest: one that starts last would be waited for alone. */
const LONGEST = [
  'isolation/kill-rounds',
  'src/pool/contract',
  'isolation/pool-behaviour',
  'isolation/bad-handlers',
  'isolation/escapes/planted-plugins',
  'injection/attacks',
  'injection/prompts',
  'demo/demo',
  'docs/documented-examples',
  'cli/',
  'isolation/',
  'faults/',
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
