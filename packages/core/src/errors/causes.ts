import { read } from './describe-value.ts';

/** How deep the causes of an error are followed: `fetch` says why only in its cause. */
const DEPTH = 8;

/** Returns an error and its causes, the deepest last; of several errors behind one, the first. May throw for a proxy. */
export function causesOf(thrown: unknown): Error[] {
  const found: Error[] = [];
  let error = thrown;
  while (error instanceof Error && found.length < DEPTH && !found.includes(error)) {
    found.push(error);
    const errors = read(error, 'errors');
    error = read(error, 'cause') ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  }
  return found;
}
