import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from './command-error.ts';
import { deserializeTaskError } from './deserialize-error.ts';
import { registerErrorClass } from './error-classes.ts';
import { TaskError } from './task-error.ts';
import type { TaskErrorOptions } from './task-error-options.ts';

const overTheWire = (error: TaskError): unknown => JSON.parse(JSON.stringify(error));

const command = new CommandError({
  message: 'It failed.',
  exitCode: 3,
  stdout: 'out',
  stderr: '',
  timedOut: false,
  outputFile: 'out.log',
});
/** An error of a package that is not the core. */
class PaidError extends TaskError {
  declare readonly costUsd?: number;

  constructor({ costUsd, ...options }: Omit<TaskErrorOptions, 'code'> & { readonly costUsd?: number }) {
    super({ ...options, code: 'USAGE_LIMIT' });
    this.name = 'PaidError';
    if (costUsd !== undefined) Object.defineProperty(this, 'costUsd', { value: costUsd, enumerable: true });
  }
}
registerErrorClass('PaidError', {
  create: (message) => new PaidError({ message }),
  fields: { costUsd: (value) => typeof value === 'number' },
});

describe('a task error that crossed a process boundary', () => {
  it.each([
    [
      'TaskError',
      TaskError,
      new TaskError({
        code: '@acme/plugin/OWN',
        message: 'x',
        hint: 'y',
        retryAfter: 5,
        deferred: true,
        approval: { plan: '1', message: 'It.' },
        stage: 'z',
      }),
    ],
    ['CommandError', CommandError, command],
    ['PaidError', PaidError, new PaidError({ message: 'x', costUsd: 0.5 })],
  ])('is a %s again, with its fields', (name, type, error) => {
    const deserialized = deserializeTaskError(overTheWire(error));
    expect(deserialized).toBeInstanceOf(type);
    expect(TaskError.is(deserialized)).toBe(true);
    expect(deserialized).toMatchObject(error.toJSON());
    expect(Object.keys(deserialized)).not.toContain('name');
    expect(deserialized.toJSON()).toEqual(overTheWire(error));
  });

  it('keeps what a plugin added: its name, its fields, a large result', () => {
    const result = { rows: Array.from({ length: 4_000 }, (_, row) => ({ row })) };
    const error = new TaskError({ code: 'HANDLER_FAILED', message: 'x', retryable: true, result });
    const thrown = Object.assign(error, { name: 'LintError', findings: [1, 2], errors: [{ line: 1 }] });
    const deserialized = deserializeTaskError(overTheWire(thrown));
    expect(deserialized).toMatchObject({ name: 'LintError', findings: [1, 2], retryable: true, result });
    expect(deserialized.toJSON()).toEqual(overTheWire(thrown));
  });

  it('has a chain of errors as its cause', () => {
    const last = Object.assign(new RangeError('last', { cause: 'a text' }), { code: 'ERANGE' });
    const several = new AggregateError([last, command, 'no error'], 'several');
    const error = new TaskError({ code: 'COMPONENT_FAILED', message: 'x', cause: several });
    const { cause } = deserializeTaskError(overTheWire(error)) as { cause?: unknown };
    expect(cause).toBeInstanceOf(AggregateError);
    const [first, second, third] = (cause as AggregateError).errors as unknown[];
    expect(first).toBeInstanceOf(Error);
    expect(first).toMatchObject({ name: 'RangeError', message: 'last', code: 'ERANGE', cause: 'a text' });
    expect(second).toBeInstanceOf(CommandError);
    expect(third).toBe('no error');
  });

  it('keeps a cause that was no error as it was described', () => {
    const error = new TaskError({ code: 'HANDLER_FAILED', message: 'x', cause: { reason: [1n] } });
    expect(deserializeTaskError(overTheWire(error)).cause).toEqual({ reason: ['1'] });
  });

  it('describes itself as it did before, whatever it holds', () => {
    fc.assert(
      fc.property(errors, (error) => {
        const json = overTheWire(error);
        expect(deserializeTaskError(json).toJSON()).toEqual(json);
      }),
    );
  });
});

describe('what is no error of a task', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a list', [command]],
    ['an object without a code', { name: 'TaskError', message: 'x', retryable: true }],
    ['a message that is no text', { name: 'TaskError', code: 'X', message: {}, retryable: true }],
  ])('becomes an error that says it could not be read: %s', (_what, value) => {
    const { name, code, message } = deserializeTaskError(value);
    expect([name, code, message]).toEqual([
      'TaskError',
      'HANDLER_FAILED',
      expect.stringMatching(/not be read/),
    ]);
  });

  it('never makes it throw, nor the error it becomes', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const error = deserializeTaskError(value);
        expect(TaskError.is(error)).toBe(true);
        expect(typeof error.toJSON).toBe('function');
        expect(() => JSON.stringify(error)).not.toThrow();
        expect(String(error.stack)).toContain(error.message);
      }),
    );
  });

  it('leaves out fields of a wrong type and those that would hide a method', () => {
    const json: unknown = JSON.parse(
      '{"name":"CommandError","code":"COMMAND_FAILED","message":"x","retryable":false,"hint":{},"exitCode":"1",' +
        '"stdout":1,"toJSON":1,"constructor":1,"stack":"s","__proto__":{"polluted":true}}',
    );
    const error = deserializeTaskError(json);
    expect(error.toJSON()).toEqual({
      name: 'CommandError',
      code: 'COMMAND_FAILED',
      message: 'x',
      retryable: false,
      stdout: '',
      stderr: '',
      timedOut: false,
    });
    expect(Reflect.get(error, 'polluted')).toBeUndefined();
  });

  it('is read to a bound, however deep its causes go', () => {
    let json: Record<string, unknown> = { name: 'Error', message: 'last' };
    for (let level = 0; level < 20_000; level += 1) json = { name: 'Error', message: 'x', cause: json };
    const error = deserializeTaskError({
      ...json,
      name: 'TaskError',
      code: 'COMPONENT_FAILED',
      retryable: false,
    });
    expect(error.code).toBe('COMPONENT_FAILED');
    expect(error.cause).toBeInstanceOf(Error);
  });
});

const message = fc.string();
const key = fc.string().filter((name) => !(name in TaskError.prototype) && name !== 'stack');
const fields = fc.dictionary(
  key.filter((name) => !['cause', 'code', 'retryable', 'hint', 'result'].includes(name)),
  fc.anything(),
  { noNullPrototype: true },
);
const place = {
  hint: fc.option(message, { nil: undefined }),
  taskId: fc.option(message, { nil: undefined }),
};
const code = fc.constantFrom('HANDLER_FAILED', 'COMPONENT_FAILED', '@acme/plugin/OWN');

const { errors } = fc.letrec<{ errors: TaskError; cause: unknown }>((tie) => ({
  errors: fc.oneof(
    fc
      .tuple(
        fc.record({ ...place, code, message, cause: tie('cause'), result: fc.option(fc.jsonValue()) }),
        fields,
      )
      .map(([options, own]) => Object.assign(new TaskError(options), own)),
    fc
      .record({
        ...place,
        message,
        cause: tie('cause'),
        stdout: message,
        stderr: message,
        timedOut: fc.boolean(),
      })
      .map((options) => new CommandError(options)),
    fc
      .record({
        ...place,
        message,
        cause: tie('cause'),
        costUsd: fc.float({ noNaN: true, min: 0, max: 9 }),
      })
      .map((options) => new PaidError(options)),
  ),
  cause: fc.oneof(
    { maxDepth: 14, withCrossShrink: true },
    fc.anything(),
    fc
      .tuple(message, tie('cause'), fields)
      .map(([text, cause, own]) => Object.assign(new Error(text, { cause }), own)),
    fc
      .tuple(fc.array(tie('cause'), { maxLength: 3 }), message)
      .map(([list, text]) => new AggregateError(list, text)),
    tie('errors'),
  ),
}));

const nearlyJson = fc.record(
  {
    name: fc.oneof(
      fc.constantFrom('TaskError', 'CommandError', 'PaidError', '__proto__', 'constructor'),
      fc.anything(),
    ),
    code: fc.oneof(code, fc.anything()),
    message: fc.oneof(message, fc.anything()),
    retryable: fc.oneof(fc.boolean(), fc.anything()),
    cause: fc.oneof(
      fc.anything(),
      fc.record({ name: message, message, cause: fc.anything(), errors: fc.array(fc.anything()) }),
    ),
    result: fc.anything(),
    usage: fc.anything(),
    toJSON: fc.anything(),
    errors: fc.anything(),
  },
  { requiredKeys: [] },
);
const hostile = fc.oneof(
  nearlyJson,
  fc.anything({ withBigInt: true, withMap: true, withSet: true }),
  nearlyJson.map((target) => new Proxy(target, { get: fail, ownKeys: fail, getPrototypeOf: fail })),
  nearlyJson.map((target) => new Proxy(target, { getOwnPropertyDescriptor: fail })),
);

function fail(): never {
  throw new Error('touched');
}
