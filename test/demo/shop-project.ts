import { answersWith, type Conversation } from '../support/github/agent-stand-in.ts';
import type { Files } from '../support/github/git-remote.ts';
import { runs, says, uses } from '../support/model-api.ts';

const BUGGY_LINE = '  for (let index = 1; index < prices.length; index += 1) {';
const MENDED_LINE = '  for (let index = 0; index < prices.length; index += 1) {';

/** A project with a bug that its test does not see. */
export const SHOP: Files = {
  'package.json': `${JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }, undefined, 2)}\n`,
  'CLAUDE.md': 'Change as little as possible. Run the tests with `node --test`.\n',
  'total.js': `/** Sums prices up. */
export function total(prices) {
  let sum = 0;
${BUGGY_LINE}
    sum += prices[index];
  }
  return sum;
}
`,
  'total.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from './total.js';

test('nothing costs nothing', () => {
  assert.equal(total([]), 0);
});
`,
};

/** What a person reports. */
export const ISSUE = {
  title: 'The total is too small',
  body: 'A basket with the prices 3, 4 and 5 costs 9. It should be 12.',
};

/** What a person asks for after the review. */
export const COMMENT = 'Please add a test for this line, with the basket of the issue.';

const ADDED_TEST = `
test('the total of 3, 4 and 5 is 12', () => {
  assert.equal(total([3, 4, 5]), 12);
});
`;

const LAST_TEST = `  assert.equal(total([]), 0);\n});\n`;

/** How the stand-in for the model answers: on the issue, in the review, and on the comment. */
export const CONVERSATIONS: readonly Conversation[] = [
  {
    when: /Work on issue/,
    turns: [
      { content: 'I look at how the prices are summed up.', ...uses('Read', { file_path: 'total.js' }) },
      {
        content: 'The loop starts at 1 and so skips the first price.',
        ...uses('Edit', { file_path: 'total.js', old_string: BUGGY_LINE, new_string: MENDED_LINE }),
      },
      { content: 'Now the tests.', ...runs('node --test') },
      says('`total()` skipped the first price. It starts with it now, and the tests pass.'),
    ],
  },
  {
    when: /Review this change/,
    turns: answersWith({
      summary: 'The loop starts with the first price now, which fixes the issue.',
      comments: [
        { path: 'total.js', line: 4, text: 'No test holds this: add one with more than one price.' },
      ],
    }),
  },
  {
    when: /Go on with.* path="total.js" line="4"/s,
    turns: [
      { content: 'I add the test.', ...uses('Read', { file_path: 'total.test.js' }) },
      uses('Edit', {
        file_path: 'total.test.js',
        old_string: LAST_TEST,
        new_string: LAST_TEST + ADDED_TEST,
      }),
      runs('node --test'),
      says('The basket of the issue has a test now. It passes.'),
    ],
  },
];
