/** Who wrote something; `null` for a deleted account. */
interface UserObject {
  readonly login: string;
  readonly type?: string | undefined;
}

/** What was written by somebody. */
export interface Authored {
  readonly user?: UserObject | null | undefined;
  readonly author_association?: string | undefined;
}

/** An issue or pull request, with the fields that are read. */
export interface IssueObject extends Authored {
  readonly number: number;
  readonly state: string;
  readonly labels?: readonly (string | { readonly name?: string | null | undefined })[] | undefined;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at?: string | null | undefined;
  readonly pull_request?: unknown;
}

/** A pull request, with the fields that are read. */
export interface PullObject extends Authored {
  readonly number: number;
  readonly state: string;
  readonly draft?: boolean | undefined;
  readonly closed_at?: string | null | undefined;
  readonly head: { readonly sha: string };
}

/** A comment on an issue, a pull request or a line. */
export interface CommentObject extends Authored {
  readonly id: number;
  readonly body?: string | null | undefined;
  readonly created_at: string;
  readonly updated_at?: string | undefined;
  readonly pull_request_review_id?: number | null | undefined;
}

/** A review of a pull request. */
export interface ReviewObject extends Authored {
  readonly id: number;
  readonly state: string;
  readonly body?: string | null | undefined;
  readonly submitted_at?: string | null | undefined;
}

/** What happened to an issue. */
export interface IssueEventObject {
  readonly id: number;
  readonly event: string;
  readonly created_at?: string | undefined;
  readonly label?: { readonly name?: string | null | undefined } | undefined;
  /** Who did it. */
  readonly actor?: Authored['user'];
}

/** A check that ran for a commit. */
export interface CheckObject {
  readonly status: string;
  readonly conclusion?: string | null | undefined;
}

/** Returns the names of an issue's labels. */
export const labelNames = ({ labels = [] }: Pick<IssueObject, 'labels'>): string[] =>
  labels
    .map((label) => (typeof label === 'string' ? label : (label.name ?? '')))
    .filter((name) => name !== '');
