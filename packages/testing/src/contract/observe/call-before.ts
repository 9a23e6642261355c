/** Calls a function before a method, and returns what puts the method back. */
export function callBefore<Name extends string>(
  owner: { [Key in Name]: (...given: never[]) => unknown },
  name: Name,
  before: (...given: unknown[]) => void,
): () => void {
  const original = owner[name];
  const replacement = (...given: never[]): unknown => {
    before(...given);
    return original.apply(owner, given);
  };
  owner[name] = replacement;
  return () => {
    if (owner[name] === replacement) owner[name] = original;
  };
}
