import { describeAsText } from './describe-value.ts';

/** Why something failed, from whatever was thrown. Never throws, though a proxy may throw at any touch. */
export function reasonOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) {
      const { name, message }: { name: unknown; message: unknown } = thrown;
      return String(message) || String(name);
    }
    return `it threw ${describeAsText(thrown)}`;
  } catch {
    return 'it threw something that cannot be shown';
  }
}
