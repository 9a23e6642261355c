import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createMasker } from '../masking/masker.ts';
import { CommandError } from './command-error.ts';
import { placeError, TaskError } from './task-error.ts';

const MASK = '[REDACTED]';

const { text: redact } = createMasker(['a-long-secret']);
const command = (): CommandError =>
  new CommandError({
    message: 'It failed.',
    stdout: 'a-long-secret',
    stderr: '',
    timedOut: false,
    exitCode: 3,
    redact,
  });

describe('a task error', () => {
  it('is recognized by its brand, also when another copy of the package created it', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('poppobuilder.TaskError'), {
      value: true,
    });
    expect([
      TaskError.is(command()),
      TaskError.is(foreign),
      TaskError.is(new Error('x')),
      TaskError.is(null),
    ]).toEqual([true, true, false, false]);
  });

  it.each([
    ['no options', undefined, 'they must be an object'],
    ['no message', { code: 'HANDLER_FAILED' }, '"message" must be a string'],
    ['no code', { message: 'It broke.' }, '"code" must be a string. Its message was: It broke.'],
    [
      'a delay as text',
      { code: 'RATE_LIMITED', message: 'Wait.', retryAfter: '5s' },
      '"retryAfter" must be a number',
    ],
    [
      'a flag as text',
      { code: 'RATE_LIMITED', message: 'Wait.', deferred: 'yes' },
      '"deferred" must be true or false',
    ],
    ['a secret in its message', { code: 1, message: 'a-long-secret', redact }, `Its message was: ${MASK}`],
  ])('made with %s says what is wrong', (_what, options, text) => {
    const made = (): TaskError => new TaskError(options as never);
    expect(made).toThrow(
      expect.objectContaining({ code: 'INVALID_TASK', message: expect.stringContaining(text) as string }),
    );
  });

  it('is JSON with the fields of its kind', () => {
    expect(command().toJSON()).toEqual({
      name: 'CommandError',
      code: 'COMMAND_FAILED',
      message: 'It failed.',
      retryable: false,
      stdout: MASK,
      stderr: '',
      timedOut: false,
      exitCode: 3,
    });
  });

  it('is JSON whatever it holds', () => {
    const hostile = {
      get a(): never {
        throw new Error('no');
      },
      big: 1n,
      self: null as unknown,
    };
    hostile.self = hostile;
    const error = new TaskError({
      code: 'HANDLER_FAILED',
      message: 'x',
      result: hostile,
      cause: Symbol('why'),
    });
    expect(() => JSON.stringify(error)).not.toThrow();
  });

  it('is retryable by its code, unless the thrower says otherwise', () => {
    expect(new TaskError({ code: 'RATE_LIMITED', message: 'x' }).retryable).toBe(true);
    expect(new TaskError({ code: 'RATE_LIMITED', message: 'x', retryable: false }).retryable).toBe(false);
    expect(new TaskError({ code: '@acme/plugin/OWN', message: 'x' }).retryable).toBe(false);
  });

  it('redacts message, stack, hint, result and the whole chain of causes', () => {
    const cause = new Error('inner a-long-secret', { cause: { token: 'a-long-secret' } });
    const thrown = new TaskError({
      code: 'HANDLER_FAILED',
      message: 'a-long-secret',
      hint: 'a-long-secret',
      cause,
    });
    const error = placeError(thrown, { taskId: '1' }, redact);
    expect(JSON.stringify([error, error.stack, (error.cause as Error).stack])).not.toContain('a-long-secret');
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.taskId).toBe('1');
  });

  it.each([
    ['of its own', (error: TaskError) => Object.assign(error, { 'a-long-secret': 1 })],
    ['within one of its own', (error: TaskError) => Object.assign(error, { by: { 'a-long-secret': [1] } })],
    ['of its result', (error: TaskError) => Object.assign(error, { result: { 'x a-long-secret': 1 } })],
    [
      'of its cause',
      (error: TaskError) => Object.assign(error, { cause: { list: [{ 'a-long-secret': 1 }] } }),
    ],
    [
      'that cannot be removed',
      (error: TaskError) => Object.defineProperty(error, 'a-long-secret', { value: 1, enumerable: true }),
    ],
    ['of a frozen error', (error: TaskError) => Object.freeze(Object.assign(error, { 'a-long-secret': 1 }))],
  ])('redacts a property name %s', (_where, give) => {
    const thrown = give(new TaskError({ code: 'COMPONENT_FAILED', message: 'x' }));
    const error = placeError(thrown, { taskId: '1' }, redact);
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('a-long-secret');
    expect(error.code).toBe('COMPONENT_FAILED');
  });

  it('keeps the value under a name that is redacted', () => {
    const thrown = new TaskError({ code: 'COMPONENT_FAILED', message: 'x' });
    Object.assign(thrown, { 'a-long-secret': 'first', 'of a-long-secret': 2, plain: 3 });
    const error = placeError(thrown, { taskId: '1' }, redact);
    expect(error).toBe(thrown);
    expect(error.toJSON()).toMatchObject({ [MASK]: 'first', [`of ${MASK}`]: 2, plain: 3 });
  });

  it('keeps how long to wait, also when it is wrapped for another task', () => {
    const error = new TaskError({
      code: 'RATE_LIMITED',
      message: 'x',
      taskId: '1',
      retryAfter: 60_000,
      deferred: true,
      approval: { plan: '1', message: 'It.' },
    });
    expect(placeError(error, { taskId: '2' }, redact)).toMatchObject({
      taskId: '2',
      retryAfter: 60_000,
      deferred: true,
      approval: { plan: '1', message: 'It.' },
    });
    expect(error.toJSON()).toMatchObject({ retryAfter: 60_000 });
  });

  it('does not let a secret pass inside a Map, a URL or the like', () => {
    const cause = Object.assign(new Error('x'), { headers: new Map([['authorization', 'a-long-secret']]) });
    const error = new TaskError({ code: 'HANDLER_FAILED', message: 'x', cause, redact });
    expect(inspect(error, { depth: 9 })).not.toContain('a-long-secret');
  });

  it('keeps a cause without secrets as it is', () => {
    const cause = new RangeError('inner');
    expect(new TaskError({ code: 'HANDLER_FAILED', message: 'x', cause, redact }).cause).toBe(cause);
  });

  it('that belongs to one task is wrapped, not changed, when another task throws it again', () => {
    const first = placeError(
      new TaskError({ code: 'COMPONENT_FAILED', message: 'x' }),
      { taskId: '1' },
      redact,
    );
    const second = placeError(first, { taskId: '2' }, redact);
    expect([first.taskId, second.taskId, second.code, second.cause]).toEqual([
      '1',
      '2',
      'COMPONENT_FAILED',
      first,
    ]);
  });
});
