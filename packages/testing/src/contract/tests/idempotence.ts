import { isDeepStrictEqual } from 'node:util';
import { type ContractTest, fail } from '../contract-test.ts';
import { differences, snapshotOf } from '../trial/snapshot.ts';
import { runTrial } from '../trial/run-trial.ts';
import { projectWith } from '../trial/project-templates.ts';

/** For examples that claim to be idempotent. */
export const isIdempotent: ContractTest = {
  title: 'idempotent: running it again on the same project changes nothing',
  async verify({ plugin, example, plain }) {
    if ((await plain()).error !== undefined) return;
    await using project = await projectWith(example.files);
    const first = await runTrial(plugin, example, { project });
    const before = await snapshotOf(project.path);
    const second = await runTrial(plugin, example, { project, attempt: 2 });
    if (first.result === undefined) return;
    if (second.error !== undefined) {
      fail(
        `The task is not idempotent: running it again fails with ${second.error.code}: ${second.error.message}`,
        second.error,
      );
    }
    if (!isDeepStrictEqual(first.result, second.result)) {
      fail(
        'The task is not idempotent: running it again on the same project gives another result: ' +
          `first ${JSON.stringify(first.result)}, then ${JSON.stringify(second.result)}. ${ADVICE}`,
      );
    }
    const changed = differences(before, await snapshotOf(project.path));
    if (changed.length > 0) {
      fail(
        `The task is not idempotent: running it again on the same project changes ${changed.join(', ')}. ${ADVICE}`,
      );
    }
  },
};

const ADVICE = 'Make it so, or do not claim it: idempotent: false.';
