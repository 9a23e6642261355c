import { claudeBinary } from '../support/claude-binary.ts';

/** The pinned `claude` of the tests, where there is one for this platform. */
export function findClaude(): string {
  try {
    return claudeBinary();
  } catch {
    return 'claude';
  }
}
