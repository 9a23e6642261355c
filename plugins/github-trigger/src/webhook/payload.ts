import { z } from 'zod';
import type { CommentObject } from '../github-objects.ts';

/** The fields of webhook payloads that are read. */
export interface Payload {
  readonly action?: string | undefined;
  readonly repository: { readonly full_name: string };
  readonly issue?: { readonly number: number; readonly pull_request?: unknown } | undefined;
  readonly pull_request?: { readonly number: number } | undefined;
  readonly comment?: CommentObject | undefined;
  readonly review?: { readonly id: number } | undefined;
  /** The label that was added or removed. */
  readonly label?: { readonly name: string } | undefined;
  /** What was there before an edit. */
  readonly changes?:
    | { readonly body?: { readonly from?: string | null | undefined } | undefined }
    | undefined;
  readonly check_run?: { readonly head_sha: string } | undefined;
  readonly check_suite?: { readonly head_sha: string } | undefined;
}

const numbered = { number: z.int().min(1) };
const checks = z.looseObject({ head_sha: z.string() });

const comment = z.looseObject({
  id: z.int().min(1),
  body: z.string().nullish(),
  user: z.looseObject({ login: z.string(), type: z.string().optional() }).nullish(),
  author_association: z.string().optional(),
  created_at: z.string().default(''),
  pull_request_review_id: z.int().nullish(),
});

/** Schema of {@link Payload}. */
export const payloadSchema: z.ZodType<Payload> = z.looseObject({
  action: z.string().optional(),
  repository: z.looseObject({ full_name: z.string() }),
  issue: z.looseObject({ ...numbered, pull_request: z.unknown().optional() }).optional(),
  pull_request: z.looseObject(numbered).optional(),
  comment: comment.optional(),
  review: z.looseObject({ id: z.int() }).optional(),
  label: z.looseObject({ name: z.string() }).optional(),
  changes: z.looseObject({ body: z.looseObject({ from: z.string().nullish() }).optional() }).optional(),
  check_run: checks.optional(),
  check_suite: checks.optional(),
});
