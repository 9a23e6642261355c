import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseArgument } from './parse-argument.ts';

const schema = z.strictObject({ limit: z.int().min(1).optional(), name: z.string().optional() });

const throwing = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error('no keys');
    },
    get: () => {
      throw new Error('no fields');
    },
    has: () => {
      throw new Error('no fields');
    },
  },
);

const refusalOf = (value: unknown, name?: string): unknown => {
  try {
    return parseArgument(schema, value, { of: 'list()', name });
  } catch (error) {
    return error;
  }
};

describe('an argument', () => {
  it('is handed on as a copy', () => {
    const given = { limit: 5 };
    const parsed = parseArgument(schema, given, { of: 'list()' });
    given.limit = 6;
    expect(parsed).toEqual({ limit: 5 });
  });

  it.each([
    [null, 'expected object, received null'],
    [5, 'expected object, received number'],
    ['', 'expected object, received string'],
    [[], 'expected object, received array'],
    [10n, 'expected object, received bigint'],
    [Symbol('x'), 'expected object, received symbol'],
    [{ limit: 0 }, 'limit: too small'],
    [{ limit: 'x' }, 'limit: expected number'],
    [{ limt: 5 }, 'limt: is not a known field'],
  ])('is rejected by its name when it has the wrong type (%#)', (value, problem) => {
    expect(refusalOf(value)).toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining(`The options of list() are not valid: ${problem}`) as string,
    });
  });

  it('that is not called options is named', () => {
    expect(refusalOf(null, 'filter')).toMatchObject({
      message: 'The argument "filter" of list() is not valid: expected object, received null.',
    });
  });

  it.each([
    throwing,
    {
      get limit() {
        throw new Error('no fields');
      },
    },
  ])('is rejected with the reason when it cannot be read (%#)', (value) => {
    expect(refusalOf(value)).toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringMatching(/reading it failed: no (keys|fields)/) as string,
    });
  });
});
