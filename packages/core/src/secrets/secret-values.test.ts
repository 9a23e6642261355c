import { describe, expect, it } from 'vitest';
import { isCommonWord, isMaskable } from './secret-values.ts';

describe('a value', () => {
  it.each([
    'postgres',
    'root',
    'guest',
    'password',
    'changeme',
    'anonymous',
    'localhost',
    'development',
    'production',
    'disabled',
    'required',
    'true',
    'No',
    'NONE',
    ' write\n',
    'triage',
    'integer',
  ])('%j is a common word', (word) => {
    expect(isCommonWord(word)).toBe(true);
    expect(isMaskable(word)).toBe(false);
  });

  it.each(['postgres16', 'password1', 'production-key', 'correcthorse', 'abcdefgh', '86400000'])(
    '%j is none, whatever it begins with, and is masked',
    (value) => {
      expect(isCommonWord(value)).toBe(false);
      expect(isMaskable(value)).toBe(true);
    },
  );

  it.each(['hunter2', 'hunter2\n', '  abc  ', ''])('%j is too short to be masked', (value) => {
    expect(isMaskable(value)).toBe(false);
  });
});
