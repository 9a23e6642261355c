import { createHash } from 'node:crypto';

/** A comment that was sent to an agent while it worked. */
export interface InjectedComment {
  readonly id: number;
  /** Digest of its text: a comment that was edited afterwards is another one. */
  readonly digest: string;
}

/** Returns what is kept of a comment. */
export function injectedComment({
  id,
  body,
}: {
  readonly id: number;
  readonly body: string;
}): InjectedComment {
  return { id, digest: createHash('sha256').update(body).digest('base64url') };
}
