import { expect, it } from 'vitest';
import { usageError } from './report-error.ts';

it('takes over what commander says, and its suggestion as the hint', () => {
  const error = usageError({ message: "error: unknown command 'rnu'\n(Did you mean run?)" });
  expect(error).toMatchObject({
    code: 'INVALID_CONFIG',
    message: "Unknown command 'rnu'.",
    hint: 'Did you mean run?',
  });
});

it('points to the help where there is no suggestion', () => {
  const error = usageError({ message: "error: missing required argument 'file'" });
  expect(error.message).toBe("Missing required argument 'file'.");
  expect(error.hint).toContain('--help');
});
