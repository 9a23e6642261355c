import { z } from 'zod';

/** Names something to answer on an issue or pull request, which is read when the work starts. */
export interface CommentReference {
  /** What the id names: a comment of the conversation, a review with its comments, or the commit whose checks failed. */
  readonly kind: 'comment' | 'review' | 'checks';
  readonly id: number | string;
}

/** Schema of {@link CommentReference}. */
export const commentReferenceSchema: z.ZodType<CommentReference> = z.union([
  z.strictObject({ kind: z.enum(['comment', 'review']), id: z.int().min(1) }),
  z.strictObject({
    kind: z.literal('checks'),
    id: z.string().regex(/^[0-9a-f]{40,64}$/, 'must be a commit'),
  }),
]);
