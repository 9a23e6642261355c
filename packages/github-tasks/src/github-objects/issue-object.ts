import { z } from 'zod';

/** Somebody as the REST API gives it; `null` for an account that was deleted. */
export interface UserObject {
  readonly login: string;
  readonly type?: string | undefined;
}

/** An issue as the REST API and webhooks give it, in the parts that are read; others may be there. */
export interface IssueObject {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly user?: UserObject | null | undefined;
  readonly labels?: readonly (string | { readonly name?: string | null | undefined })[] | undefined;
  readonly author_association?: string | undefined;
  readonly html_url?: string | undefined;
  readonly pull_request?: unknown;
}

/** A comment on an issue, a pull request or a line of one, as the REST API and webhooks give it. */
export interface CommentObject {
  readonly id: number;
  readonly body?: string | null | undefined;
  readonly user?: UserObject | null | undefined;
  readonly author_association?: string | undefined;
  readonly html_url?: string | undefined;
  /** File that a review comment is on; absent for other comments. */
  readonly path?: string | undefined;
  /** `null` when the line is no longer in the diff. */
  readonly line?: number | null | undefined;
  readonly original_line?: number | null | undefined;
}

/** Longest text that GitHub keeps, four times over. In characters. */
const text = z.string().max(262_144);

const userSchema = z.looseObject({ login: z.string().min(1), type: z.string().optional() });

/** Schema of {@link IssueObject}. */
export const issueSchema: z.ZodType<IssueObject> = z.looseObject({
  number: z.int().min(1),
  title: text,
  body: text.nullish(),
  user: userSchema.nullish(),
  labels: z.array(z.union([z.string(), z.looseObject({ name: z.string().nullish() })])).optional(),
  author_association: z.string().optional(),
  html_url: z.string().optional(),
  pull_request: z.unknown().optional(),
});

/** Schema of {@link CommentObject}. */
export const commentSchema: z.ZodType<CommentObject> = z.looseObject({
  id: z.int().min(1),
  body: text.nullish(),
  user: userSchema.nullish(),
  author_association: z.string().optional(),
  html_url: z.string().optional(),
  path: z.string().max(4_096).optional(),
  line: z.int().nullish(),
  original_line: z.int().nullish(),
});

/** Schema of the number of an issue or pull request. */
export const numberSchema: z.ZodType<number> = z.int().min(1);
