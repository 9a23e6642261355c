import type { Author } from '@poppobuilder/github';
import type { IssueObject, UserObject } from '../github-objects/issue-object.ts';

/** An issue or pull request that a task works on. */
export interface Subject {
  readonly kind: 'issue' | 'pull-request';
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: Author;
  readonly labels: readonly string[];
  /** Address for people. */
  readonly url: string;
  readonly isClosed: boolean;
}

/** A pull request that a task works on. */
export interface PullRequestSubject extends Subject {
  readonly kind: 'pull-request';
  readonly isMerged: boolean;
  readonly baseBranch: string;
  readonly headBranch: string;
  /** Whether the head branch is in the project's own repository, not in a fork. */
  readonly isOwnRepository: boolean;
  /** Whether the head branch is the repository's default branch, to which no agent pushes. */
  readonly isFromDefaultBranch: boolean;
}

/** Returns an author from fields of the REST API. */
export function authorOf(user: UserObject | null | undefined, association: string | undefined): Author {
  return { login: user?.login, type: user?.type, association };
}

/** Returns the names of labels of the REST API. */
export function labelNames(labels: IssueObject['labels'] = []): string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])));
}

/**
 * Whether tasks may push to a pull request's branch. Branches in forks and shared branches are excluded: the
 * repository's default branch and `workspace.base`.
 */
export function isPushable(subject: PullRequestSubject, base: string | undefined): boolean {
  return subject.isOwnRepository && !subject.isFromDefaultBranch && subject.headBranch !== base;
}

/** Returns the branch for work on a pull request: its own, or a local one if tasks may not push to it. */
export function workBranch(subject: PullRequestSubject, base: string | undefined): string {
  return isPushable(subject, base) ? subject.headBranch : `pull-${subject.number}`;
}
