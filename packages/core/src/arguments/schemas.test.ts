import { describe, expect, it } from 'vitest';
import { environmentVariables, setVariables } from './schemas.ts';

describe('environment variables', () => {
  it('may be those of the process, which are no plain object', () => {
    expect(environmentVariables.parse(process.env)).toEqual({ ...process.env });
    expect(setVariables.parse(process.env)).toEqual({ ...process.env });
  });

  it('may be absent in an environment alone', () => {
    expect(environmentVariables.safeParse({ A: undefined }).success).toBe(true);
    expect(setVariables.safeParse({ A: undefined }).success).toBe(false);
  });

  it.each([5, 'A=1', ['A=1'], { A: 1 }, null])('are no %j', (value) => {
    expect(environmentVariables.safeParse(value).success).toBe(false);
    expect(setVariables.safeParse(value).success).toBe(false);
  });
});
