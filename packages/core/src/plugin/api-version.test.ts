import { describe, expect, it } from 'vitest';
import { apiVersionProblem } from './api-version.ts';

const supported = { oldest: 2, newest: 4 };

describe('the version of the contract that a plugin was made for', () => {
  it.each([2, 3, 4])('is supported within the range: %i', (version) => {
    expect(apiVersionProblem(version, supported)).toBeUndefined();
  });

  it('is too new for this version of PoppoBuilder above the range', () => {
    expect(apiVersionProblem(5, supported)).toBe(
      'was made for apiVersion 5, and this version of PoppoBuilder supports apiVersion 2 to 4; update PoppoBuilder, or install an older version of the plugin',
    );
  });

  it('is too old below the range', () => {
    expect(apiVersionProblem(1, supported)).toContain('update the plugin, or install an older version of');
  });

  it.each([0, 1.5, '1', null])('is a whole number, and not %j', (version) => {
    expect(apiVersionProblem(version)).toContain('is not a whole number');
  });
});
