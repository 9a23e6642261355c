import { join } from 'node:path';
import { type ModelApi, runs, says, startModelApi, uses } from '../support/model-api.ts';
import { BUGGY_LINE, MENDED_LINE } from './buggy-project.ts';

/** Starts a stand-in for the model's API that mends the project's bug as a model would. */
export async function startStandIn(projectPath: string): Promise<ModelApi> {
  const file_path = join(projectPath, 'total.js');
  return startModelApi([
    { content: 'The total is 3 too small: I look at how it is summed up.', ...uses('Read', { file_path }) },
    {
      content: 'The loop starts at 1 and so skips the first price.',
      ...uses('Edit', { file_path, old_string: BUGGY_LINE, new_string: MENDED_LINE }),
    },
    { content: 'Now the tests.', ...runs('node --test') },
    says('Fixed: total() skipped the first price. The tests pass.'),
  ]);
}
