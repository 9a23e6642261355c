import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { environmentVariables, numberOrInfinity } from './schemas.ts';

describe('environment variables', () => {
  class Variables {
    readonly A = 'a';
  }

  it.each([
    ['a copy of the environment', { ...process.env, A: 'a' }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { A: 'a' })],
    ['an object of a class', new Variables()],
    ['a frozen object with an absent value', Object.freeze({ A: 'a', B: undefined })],
    ['one with a variable called constructor', { A: 'a', constructor: 'b' }],
  ])('may be %s', (_title, given) => {
    expect(environmentVariables.parse(given)).toMatchObject({ A: 'a' });
  });

  it("may be Node's own environment, which test runners replace", () => {
    const module = new URL('schemas.ts', import.meta.url).href;
    const script = `import { environmentVariables } from '${module}'; console.log(environmentVariables.parse(process.env).A)`;
    const args = ['--input-type=module', '--eval', script];
    const output = execFileSync(process.execPath, args, {
      env: { ...process.env, A: 'a' },
      encoding: 'utf8',
    });
    expect(output.trim()).toBe('a');
  });

  it.each([null, 5, 'A=a', ['a'], new Map([['A', 'a']]), new Date(), () => 'a', { A: 5 }, { A: null }])(
    'are not %s',
    (given) => {
      expect(environmentVariables.safeParse(given).success).toBe(false);
    },
  );
});

describe('a number or Infinity', () => {
  it.each([0, -1, 1.5, Infinity])('is %d', (given) => {
    expect(numberOrInfinity.parse(given)).toBe(given);
  });

  it.each([Number.NaN, -Infinity, '5', null, 5n])('is not %s', (given) => {
    expect(numberOrInfinity.safeParse(given).error?.issues[0]?.message).toBe('expected a number');
  });
});
