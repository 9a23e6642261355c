import { TaskError } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { explainWait } from './explain-wait.ts';
import { textsFor } from './texts.ts';

const limit = (retryAfter?: number): TaskError =>
  new TaskError({ code: 'USAGE_LIMIT', message: 'At the limit.', deferred: true, retryAfter });

it('says why a task waits, and until when it is known', () => {
  expect(explainWait(limit(), textsFor('en'))).toBe(
    "This is waiting, because the agent's account has reached its usage limit. I will continue by myself.",
  );
  expect(explainWait(limit(60_000), textsFor('ja'))).toMatch(
    /^エージェントのアカウントが利用上限に達したため、待機しています。\d{4}-\d\d-\d\d \d\d:\d\d UTC 以降に自動的に再開します。$/,
  );
  const other = new TaskError({ code: '@acme/plugin/BUSY', message: '<b>Busy.\nstack', deferred: true });
  expect(explainWait(other, textsFor('en'))).toBe(
    'This is waiting:\n\n> bBusy.\n\nI will continue by myself.',
  );
});
