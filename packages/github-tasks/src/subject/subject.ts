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
  /** Whether the head branch is the repository's default branch, which nobody's agent pushes to. */
  readonly isFromDefaultBranch: boolean;
}

/** An author as the REST API gives one. */
export function authorOf(user: UserObject | null | undefined, association: string | undefined): Author {
  return { login: user?.login, type: user?.type, association };
}

/** Names of labels as the REST API gives them. */
export function labelNames(labels: IssueObject['labels'] = []): string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])));
}

/**
 * Whether tasks may push to a pull request's branch: not to one in a fork, nor to one that others start from, which is the
 * repository's default branch or `workspace.base`.
 */
export function isPushable(subject: PullRequestSubject, base: string | undefined): boolean {
  return subject.isOwnRepository && !subject.isFromDefaultBranch && subject.headBranch !== base;
}

/** The branch that tasks work on for a pull request: its own, or one of this machine alone where they may not push. */
export function workBranch(subject: PullRequestSubject, base: string | undefined): string {
  return isPushable(subject, base) ? subject.headBranch : `pull-${subject.number}`;
}
