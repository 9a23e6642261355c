import { describe, expect, it } from 'vitest';
import { isWorkerMessage } from './is-worker-message.ts';

describe('the form of a message', () => {
  it.each([
    ['a bare name', ['ready']],
    ['a progress with data', ['progress', 'stage', 'text', { a: 1 }]],
    ['a progress without data', ['progress', 'stage', 'text']],
    ['output of a command', ['log', 'info', 'text', 'stdout']],
    ['a task that was checked', ['checked', 1, null]],
    ['what a result depends on', ['checked', 1, null, { files: ['a'], environment: [], input: {} }]],
    ['a failure', ['failed', 1, { code: 'X' }, false]],
  ])('is right for %s', (_what, message) => {
    expect(isWorkerMessage(message)).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['an object', { type: 'ready' }],
    ['an unknown name', ['constructor']],
    ['too much', ['ready', 1]],
    ['files that are no texts', ['checked', 1, null, { files: [1], environment: [], input: {} }]],
    ['no input', ['checked', 1, null, { files: [], environment: [] }]],
    ['a stage that is no text', ['progress', 1, 'text']],
    ['a level that is none', ['log', 'toString', 'text']],
    ['a result that is no object', ['completed', 1, 'text']],
    ['a result of no run', ['completed', { success: true }]],
    ['a failure without a flag', ['failed', 1, {}]],
  ])('is wrong for %s', (_what, message) => {
    expect(isWorkerMessage(message)).toBe(false);
  });
});
