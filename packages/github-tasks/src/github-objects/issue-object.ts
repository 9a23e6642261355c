import { z } from 'zod';

/** A user of the REST API; `null` for a deleted account. */
export interface UserObject {
  readonly login: string;
  readonly type?: string | undefined;
}

/** An issue of the REST API or a webhook, with the fields that are read. Other fields are allowed. */
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

/** A comment of the REST API or a webhook: on an issue, a pull request or a line of its diff. */
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

/** Maximum accepted length of a text: four times what GitHub stores. In characters. */
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
