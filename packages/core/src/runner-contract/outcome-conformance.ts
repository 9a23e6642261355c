import assert from 'node:assert/strict';
import { errorOf, conformanceTest, type UnboundConformanceTest } from './conformance-test.ts';

const REJECTIONS: readonly [title: string, fields: Record<string, unknown>, code: string, named: string][] = [
  ['an unknown type', { type: 'contract-ecko' }, 'UNKNOWN_TASK_TYPE', 'contract-ecko'],
  ['a missing field', {}, 'INVALID_TASK', 'value'],
  ['a wrong field', { value: 1, upperCase: 'yes' }, 'INVALID_TASK', 'upperCase'],
  ['an unknown field', { value: 1, uppercase: true }, 'INVALID_TASK', 'uppercase'],
  ['a bad project id', { value: 1, projectId: '../other' }, 'INVALID_TASK', 'projectId'],
  ['a relative path', { value: 1, projectPath: 'folder' }, 'INVALID_PROJECT_PATH', 'folder'],
  ['a missing path', { value: 1, projectPath: '/does/not/exist' }, 'INVALID_PROJECT_PATH', '/does/not/exist'],
];

const FAILURES: readonly [how: string, code: string, message: RegExp][] = [
  ['error', 'HANDLER_FAILED', /the reason/],
  ['task-error', '@acme/plugin/OWN_CODE', /An own failure\./],
  ['string', 'HANDLER_FAILED', /only text/],
  ['undefined', 'HANDLER_FAILED', /undefined/],
  ['success-false', 'HANDLER_FAILED', /success: false/],
  ['no-success', 'INVALID_OUTPUT', /success/],
  ['bad-output', 'INVALID_OUTPUT', /count/],
];

const UNSERIALISABLE: readonly string[] = ['function', 'bigint', 'cycle', 'map', 'nan'];

/** Conformance tests for rejected and failed tasks. */
export const outcomeConformance: readonly UnboundConformanceTest[] = [
  ...REJECTIONS.map(([title, fields, code, named]) =>
    conformanceTest(`${title} is rejected before anything runs`, async ({ runner, task, namesFor }) => {
      const rejected = task('echo', fields);
      const error = await errorOf(runner.execute(rejected));
      assert.equal(error.code, code);
      assert.ok(error.message.includes(named), error.message);
      assert.deepEqual(namesFor(rejected.id), ['task-rejected']);
    }),
  ),

  ...FAILURES.map(([how, code, message]) =>
    conformanceTest(
      `a handler that fails by ${how} rejects with ${code}`,
      async ({ runner, task, namesFor }) => {
        const failing = task('fail', { how });
        const error = await errorOf(runner.execute(failing));
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.equal(error.taskId, failing.id);
        assert.deepEqual(namesFor(failing.id), ['task-started', 'task-failed', 'context-cleaned']);
      },
    ),
  ),

  ...UNSERIALISABLE.map((what) =>
    conformanceTest(`a result with a ${what} is INVALID_OUTPUT`, async ({ runner, task }) => {
      const error = await errorOf(runner.execute(task('unserialisable', { what })));
      assert.equal(error.code, 'INVALID_OUTPUT');
      assert.match(error.message, /value/);
    }),
  ),

  conformanceTest(
    'an error keeps its hint, whether it may be retried, and its cause',
    async ({ runner, task }) => {
      const own = await errorOf(runner.execute(task('fail', { how: 'task-error' })));
      assert.deepEqual([own.hint, own.retryable], ['A hint.', true]);
      const failed = await errorOf(runner.execute(task('fail', { how: 'error' })));
      assert.equal((failed.cause as Error).message, 'the reason');
      assert.equal(((failed.cause as Error).cause as Error).message, 'what caused it');
    },
  ),

  conformanceTest('a success: false is kept with the error', async ({ runner, task }) => {
    const error = await errorOf(runner.execute(task('fail', { how: 'success-false' })));
    assert.deepEqual(error.result, { success: false, why: 'it did not work' });
  }),

  conformanceTest(
    'a command that fails rejects with COMMAND_FAILED and its exit code',
    async ({ runner, task }) => {
      const error = await errorOf(runner.execute(task('command', { line: 'echo broken >&2; exit 7' })));
      assert.equal(error.code, 'COMMAND_FAILED');
      assert.equal(error.toJSON()['exitCode'], 7);
      assert.equal(error.toJSON()['stderr'], 'broken\n');
    },
  ),

  conformanceTest('a handler that did not declare commands cannot run one', async ({ runner, task }) => {
    const error = await errorOf(runner.execute(task('forbidden')));
    assert.equal(error.code, 'PERMISSION_DENIED');
  }),

  conformanceTest('after every kind of failure the next task runs', async ({ runner, task }) => {
    for (const [how] of FAILURES) await errorOf(runner.execute(task('fail', { how })));
    const result = await runner.execute(task('echo', { value: 'still here' }));
    assert.equal(result['value'], 'still here');
  }),
];
