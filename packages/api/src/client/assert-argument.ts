/** Throws an error with the code `INVALID_TASK` that says what is wrong with the argument of a function. */
export function assertArgument(isValid: boolean, of: string, problem: string): void {
  if (isValid) return;
  throw Object.assign(new TypeError(`${of} got an invalid argument: ${problem}.`), { code: 'INVALID_TASK' });
}
